import FieldBus
import Foundation
import Metering
import ModbusProtocol
import Testing

@Suite(
    "A second master on the line", .timeLimit(.minutes(2)),
    .enabled(if: SecondMaster.isThere, "needs mbpoll"))
struct InteroperabilityTests {
    /// Our read has 12 registers of the same unit and table.
    @Test("mbpoll's answers are never published as ours where it is tolerated", arguments: [1, 12])
    func tolerated(count: Int) async throws {
        let shared = try SharedLine(.tolerate)
        defer { shared.close() }
        let (wrong, valid) = try await withRunningBus(shared.bus) { bus in
            _ = await first(of: bus.samples) { $0.readings.allSatisfy { $0.quality == .valid } }
            let other = try SecondMaster(
                path: shared.foreignPath, baud: Int(SharedLine.baud), address: 40, count: count)
            defer { other.stop() }
            var (wrong, valid): ([DeviceSample], Int) = ([], 0)
            // Until the other one was heard for a while.
            for await sample in bus.samples {
                let good = sample.readings.filter { $0.quality == .valid }
                valid += good.count
                if !good.allSatisfy({ $0.rawWords == Self.truth($0.name) }) {
                    wrong.append(sample)
                    break
                }
                // Where both ask for the same, little is left that can be told apart.
                let heard = bus.statistics().strayBytes
                if heard > 400 && valid >= 15 || heard > 1500 { break }
            }
            return (wrong, valid)
        }
        #expect(wrong.isEmpty, "of \(valid) values; \(shared.lastExchanges)")
        #expect(shared.bus.statistics().strayBytes > 400)
    }

    @Test(
        "where mbpoll is heard before the first poll nothing is sent, commands say why, and polling begins when it is gone"
    )
    func refused() async throws {
        let shared = try SharedLine(.refuse, listening: 3_000_000_000)
        defer { shared.close() }
        let other = try SecondMaster(path: shared.foreignPath, baud: Int(SharedLine.baud), address: 40, count: 12)
        defer { other.stop() }
        try await withRunningBus(shared.bus) { bus in
            let event = await first(of: bus.events) { if case .secondMaster = $0.kind { true } else { false } }
            #expect(event?.description.contains("second_master: tolerate") == true)
            let error = await #expect(throws: BusError.self) {
                try await bus.read(device: "house-1", fields: ["frequency"])
            }
            guard case .secondMaster(_, let master) = error else { throw Unexpected() }
            #expect(master.last.request == .readHoldingRegisters(address: 40, count: 12))
            let sample = await first(of: bus.samples) { _ in true }
            #expect(sample?.readings.allSatisfy { $0.quality == .missing } == true)
            #expect(bus.statistics().devices.allSatisfy { $0.transactions == 0 })
            // A crew that knows of it may ask all the same.
            let record = try await bus.ask(
                LineQuestion(
                    unit: LibmodbusServer.unit, request: .readHoldingRegisters(address: 0, count: 2),
                    transmitsDespiteMaster: true))
            #expect(!record.sent.isEmpty)
            other.stop()
            let gone = await first(of: bus.events) { $0.kind == .secondMasterGone }
            #expect(gone != nil)
            let good = await first(of: bus.samples) { $0.readings.allSatisfy { $0.quality == .valid } }
            #expect(good?.readings.allSatisfy { $0.rawWords == Self.truth($0.name) } == true)
        }
    }

    /// It asks for as many registers as we do, so that its answers look like ours. On this line a request that meets an
    /// answer is garbled for us and whole for the server.
    @Test("mbpoll that begins while we poll is noticed, and nothing more is sent")
    func later() async throws {
        let shared = try SharedLine(.refuse)
        defer { shared.close() }
        try await withRunningBus(shared.bus) { bus in
            _ = await first(of: bus.samples) { $0.readings.allSatisfy { $0.quality == .valid } }
            let other = try SecondMaster(path: shared.foreignPath, baud: Int(SharedLine.baud), address: 40, count: 12)
            defer { other.stop() }
            let event = await first(of: bus.events) { if case .secondMaster = $0.kind { true } else { false } }
            #expect(event != nil)
            let sent = bus.statistics().devices[0].transactions
            for await sample in bus.samples {
                let isTrue = sample.readings.allSatisfy { $0.quality == .missing || $0.rawWords == Self.truth($0.name) }
                #expect(isTrue, Comment(rawValue: shared.lastExchanges))
                if bus.statistics().strayBytes > 1000 { break }
            }
            #expect(bus.statistics().devices[0].transactions <= sent + 1)
        }
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

/// A paced line with a libmodbus server, our bus, and an end for another master.
private struct SharedLine {
    static let baud: Int32 = 19_200

    let bus: Bus
    private let bridge: PacedBridge
    private let server: LibmodbusServer

    init(_ rule: SecondMasterRule, listening: Int64 = 30_000_000) throws {
        self.bridge = try PacedBridge(baud: Int64(Self.baud), ends: 3)
        self.server = try LibmodbusServer(path: self.bridge.paths[1], baud: Self.baud)
        let fields = ["energy.active.import.total", "energy.active.export.total", "power.active.total"]
        let house = try meter("house-1", unit: LibmodbusServer.unit, fields: fields, periodMilliseconds: 30)
        var settings = testSettings(timeoutMilliseconds: 150)
        settings.secondMaster = rule
        settings.listening = listening
        self.bus = try Bus(
            configuration: BusConfiguration(
                name: "shared",
                transport: .serial(path: self.bridge.paths[0], baud: Int(Self.baud), parity: .none, stopBits: 1),
                devices: [house], settings: settings))
    }

    /// Moments in microseconds from each request on.
    var lastExchanges: String {
        self.bus.lastExchanges(unit: LibmodbusServer.unit).map { record in
            let heard = record.heard.map { piece in
                "\((piece.nanoseconds - record.sentNanoseconds) / 1000): "
                    + piece.bytes.map { String($0, radix: 16) }.joined(separator: " ")
            }
            let length = (record.endNanoseconds - record.sentNanoseconds) / 1000
            return "at \(record.sentNanoseconds / 1000), \(length) long, \(record.outcome): \(heard)"
        }.joined(separator: "\n")
    }

    var foreignPath: String { self.bridge.paths[2] }

    func close() {
        self.server.stop()
        self.bridge.close()
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
        guard self.process.isRunning else { return }
        // A child of a pool's thread has its signals blocked: only this one arrives.
        kill(self.process.processIdentifier, SIGKILL)
        self.process.waitUntilExit()
    }
}
