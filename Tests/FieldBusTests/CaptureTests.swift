import FieldBus
import Foundation
import ModbusProtocol
import Testing

/// What goes over a connection, as an analyser that shares nothing with this project reads it.
@Suite(
    "Capture read by tshark", .timeLimit(.minutes(2)),
    .enabled(if: Analyser.isThere, "needs tshark, and GRIDTALLY_TEST_PYTHON with pymodbus"))
struct CaptureTests {
    private static let image = """
        {"1": {"holding": {"0": 22, "1": 58208, "60": 5}, "input": {"0": 17, "9": 4}, "coils": {"0": true, "9": true},
               "discrete": {"0": false, "12": true}}}
        """

    private static let requests: [ModbusRequest] = [
        .readCoils(address: 0, count: 9), .readDiscreteInputs(address: 1, count: 11),
        .readHoldingRegisters(address: 0, count: 2), .readInputRegisters(address: 0, count: 10),
        .writeSingleCoil(address: 3, value: 0xFF00), .writeSingleRegister(address: 5, value: 777),
        .writeCoils(address: 1, values: [true, false, true]), .writeRegisters(address: 8, values: [8, 9, 10]),
        .reportServerID, .readDeviceIdentification(code: 1, object: 0),
        .readHoldingRegisters(address: 60_000, count: 1),
    ]

    @Test("every function decodes on both ways, and nothing is malformed")
    func decodes() async throws {
        let (peer, port) = try await IndependentPeer.onFreePort("tcp", Self.image)
        defer { peer.stop() }
        let proxy = try CaptureProxy(to: port)
        let bus = try Bus(
            configuration: BusConfiguration(
                name: "captured", transport: .tcp(host: "127.0.0.1", port: proxy.port), devices: [],
                settings: testSettings(timeoutMilliseconds: 2000)))
        let outcomes = try await withRunningBus(bus) { bus in
            var outcomes: [LineRecord.Outcome] = []
            for request in Self.requests {
                outcomes.append(try await bus.ask(LineQuestion(unit: 1, request: request)).outcome)
            }
            return outcomes
        }
        #expect(outcomes == Self.requests.dropLast().map { _ in .answered } + [.exception])
        let file = FileManager.default.temporaryDirectory.appending(path: "gridtally-\(UUID().uuidString).pcap")
        try proxy.stop().write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let rows = try self.decode(file)
        #expect(rows.count == 2 * Self.requests.count)
        for (index, row) in rows.enumerated() {
            let request = Self.requests[index / 2]
            #expect(row.function == String(request.function.rawValue), "packet \(index + 1) of \(request)")
            #expect(row.malformed.isEmpty, "packet \(index + 1) of \(request): \(row.malformed)")
            #expect(row.protocols.contains("mbtcp:modbus"), "packet \(index + 1) of \(request): \(row.protocols)")
        }
        #expect(rows[5].registers == "22,58208")
        #expect(rows.last?.exception == "2")
    }

    private struct Row {
        let function, exception, malformed, registers, protocols: String
    }

    private func decode(_ file: URL) throws -> [Row] {
        let process = Process()
        let output = Pipe()
        process.executableURL = URL(filePath: Analyser.path)
        process.arguments = ["-r", file.path, "-d", "tcp.port==502,mbtcp", "-T", "fields", "-E", "separator=|"]
        let fields = [
            "modbus.func_code", "modbus.exception_code", "_ws.malformed", "modbus.regval_uint16", "frame.protocols",
        ]
        process.arguments? += fields.flatMap { ["-e", $0] }
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        try process.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        return text.split(separator: "\n").map { line in
            let cells = line.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
            return Row(
                function: cells[0], exception: cells[1], malformed: cells[2], registers: cells[3], protocols: cells[4])
        }
    }
}

private enum Analyser {
    static let path = "/usr/bin/tshark"

    static var isThere: Bool {
        IndependentPeer.interpreter != nil && FileManager.default.isExecutableFile(atPath: self.path)
    }
}
