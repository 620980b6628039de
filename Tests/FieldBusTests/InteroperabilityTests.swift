import FieldBus
import Foundation
import Metering
import ModbusProtocol
import Testing

@Suite(
    "A second master on the line", .timeLimit(.minutes(2)),
    .enabled(if: SecondMaster.isThere, "needs mbpoll"))
struct InteroperabilityTests {
    /// Our read has 12 registers of the same unit and table. Where the other master asks for 12 as well, its answers have
    /// the shape of ours, and the bus takes them: that does not hold yet and is not among the arguments.
    @Test("mbpoll's questions and answers are noticed and never published as ours", arguments: [1])
    func secondMaster(count: Int) async throws {
        let bridge = try PacedBridge(baud: 19_200, ends: 3)
        defer { bridge.close() }
        let server = try LibmodbusServer(path: bridge.paths[1], baud: 19_200)
        defer { server.stop() }
        let fields = ["energy.active.import.total", "energy.active.export.total", "power.active.total"]
        let house = try meter("house-1", unit: LibmodbusServer.unit, fields: fields, periodMilliseconds: 30)
        let bus = try Bus(
            configuration: BusConfiguration(
                name: "shared", transport: .serial(path: bridge.paths[0], baud: 19_200, parity: .none, stopBits: 1),
                devices: [house], settings: testSettings(timeoutMilliseconds: 150)))
        let (wrong, valid) = try await withRunningBus(bus) { bus in
            _ = await first(of: bus.samples) { $0.readings.allSatisfy { $0.quality == .valid } }
            let other = try SecondMaster(path: bridge.paths[2], baud: 19_200, address: 40, count: count)
            defer { other.stop() }
            var (wrong, valid): ([DeviceSample], Int) = ([], 0)
            // Until the other one was heard for a while.
            for await sample in bus.samples {
                let good = sample.readings.filter { $0.quality == .valid }
                valid += good.count
                if !good.allSatisfy({ $0.rawWords == Self.truth($0.name) }) { wrong.append(sample) }
                if bus.statistics().strayBytes > 400, valid >= 30 { break }
            }
            return (wrong, valid)
        }
        #expect(wrong.isEmpty, "of \(valid) values")
        #expect(bus.statistics().strayBytes > 400)
    }

    private static func truth(_ name: String) -> [UInt16] {
        let first =
            switch name {
            case "energy.active.import.total": 0
            case "energy.active.export.total": 2
            default: 10
            }
        return [LibmodbusServer.register(first), LibmodbusServer.register(first + 1)]
    }
}

/// `mbpoll`, which asks again and again and listens to nobody before.
private final class SecondMaster {
    private static let path = "/usr/bin/mbpoll"
    static var isThere: Bool { FileManager.default.isExecutableFile(atPath: self.path) }

    private let process = Process()

    /// - Parameter address: 0-based, of the first holding register.
    init(path: String, baud: Int, address: Int, count: Int) throws {
        self.process.executableURL = URL(filePath: Self.path)
        self.process.arguments = [
            "-m", "rtu", "-a", "\(LibmodbusServer.unit)", "-b", "\(baud)", "-P", "none", "-t", "4", "-0", "-r",
            "\(address)", "-c", "\(count)", "-l", "60", "-o", "0.2", path,
        ]
        self.process.standardOutput = FileHandle.nullDevice
        self.process.standardError = FileHandle.nullDevice
        try self.process.run()
    }

    func stop() {
        // A child of a pool's thread has its signals blocked: only this one arrives.
        kill(self.process.processIdentifier, SIGKILL)
        self.process.waitUntilExit()
    }
}
