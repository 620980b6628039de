import Foundation
import TestSupport

/// `Tests/Python/modbus_devices.py`: devices by pymodbus, an implementation that shares nothing with this one.
final class Devices: Sendable {
    private let child: Child

    /// Starts SDM120 meters on a serial port; waits until they listen.
    init(serial port: URL, _ meters: [Int: SDM120], in folder: URL) async throws {
        self.child = try await Self.start(["rtu", port.path, "9600"], meters, folder)
    }

    /// Starts SDM120 meters behind a TCP port; waits until they listen.
    init(tcp port: UInt16, _ meters: [Int: SDM120], in folder: URL) async throws {
        self.child = try await Self.start(["tcp", "\(port)"], meters, folder)
    }

    /// Starts one device that speaks RTU frames behind a TCP port.
    ///
    /// - Parameter identity: JSON of what it tells of itself by function 43/14.
    init(rtuOverTCP port: UInt16, unit: Int, identity: String, in folder: URL) async throws {
        let image = "{\"identity\": \(identity), \"\(unit)\": {\"holding\": {\"0\": 1}}}"
        self.child = try await Self.start(["rtu-tcp", "\(port)"], image: image, folder)
    }

    private static func start(_ place: [String], _ meters: [Int: SDM120], _ folder: URL) async throws -> Child {
        let image = meters.map { "\"\($0)\": \($1.image)" }.joined(separator: ", ")
        return try await self.start(place, image: "{\(image)}", folder)
    }

    private static func start(_ place: [String], image: String, _ folder: URL) async throws -> Child {
        let script = PackageFolder.file("Tests/Python/modbus_devices.py").path
        let child = try Child(
            URL(filePath: Executable.python ?? "/usr/bin/python3"), [script] + place + [image], folder: folder,
            log: folder.appending(path: "devices-\(UUID()).log"))
        try await wait(for: "the devices") {
            if let code = child.exitCode { throw Service.Ended(code: code, errors: child.errors) }
            return child.output.contains("READY") ? () : nil
        }
        return child
    }

    /// From now on these units take requests and answer none.
    func silence(_ units: [Int]) throws { try self.child.tell("{\"silent\": \(units)}") }

    func stop() async { await self.child.finish() }
}

/// Registers of an Eastron SDM120: total import, and the serial number.
struct SDM120: Sendable {
    var kilowattHours: Float
    var serial: UInt32

    var image: String {
        let energy = self.kilowattHours.bitPattern
        return """
            {"input": {"72": \(energy >> 16), "73": \(energy & 0xFFFF), "74": 0, "75": 0},
             "holding": {"64512": \(self.serial >> 16), "64513": \(self.serial & 0xFFFF)}}
            """
    }
}
