import Foundation
import TestSupport

/// `Tests/Python/modbus_devices.py`: devices by pymodbus, an implementation that shares nothing with this one.
final class IndependentPeer {
    /// Path of a Python interpreter that has pymodbus and pyserial.
    static let interpreter = ProcessInfo.processInfo.environment["GRIDTALLY_TEST_PYTHON"]

    private let process = Process()
    private let input = Pipe()

    /// Starts the devices and waits until they listen.
    init(_ arguments: [String]) async throws {
        let script = PackageFolder.file("Tests/Python/modbus_devices.py").path
        let output = Pipe()
        self.process.executableURL = URL(filePath: Self.interpreter ?? "/usr/bin/python3")
        self.process.arguments = [script] + arguments
        self.process.standardInput = self.input
        self.process.standardOutput = output
        self.process.standardError = FileHandle.nullDevice
        try self.process.run()
        var line: [UInt8] = []
        while !line.starts(with: Array("READY\n".utf8)) {
            guard let byte = try output.fileHandleForReading.read(upToCount: 1)?.first else {
                throw NotReady()
            }
            line.append(byte)
        }
    }

    /// Starts the devices on a TCP port that was free a moment ago.
    static func onFreePort(_ kind: String, _ image: String) async throws -> (peer: IndependentPeer, port: Int) {
        let line = try TestLine(tcp: [:])
        let port = line.port
        line.vanish()
        return (try await IndependentPeer([kind, String(port), image]), port)
    }

    func stop() {
        try? self.input.fileHandleForWriting.close()
        self.process.waitUntilExit()
    }

    struct NotReady: Error {}
}
