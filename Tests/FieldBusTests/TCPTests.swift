import FieldBus
import Glibc
import Metering
import ModbusProtocol
import Testing

@Suite("Modbus TCP over loopback", .timeLimit(.minutes(1)))
struct TCPTests {
    private func configuration(_ port: Int, _ devices: [BusDevice]) -> BusConfiguration {
        BusConfiguration(
            name: "gateway", transport: .tcp(host: "127.0.0.1", port: port), devices: devices, settings: testSettings())
    }

    @Test("meters and relays behind a gateway are polled and switched")
    func polling() async throws {
        let line = try TestLine(tcp: [1: .meter, 2: .meter, 9: .relay])
        defer { line.vanish() }
        let bus = try Bus(
            configuration: self.configuration(
                line.port, [meter("a", unit: 1), meter("b", unit: 2), relay("switch", unit: 9)]))
        try await withRunningBus(bus) { bus in
            for name in ["a", "b"] {
                let sample = await first(of: bus.samples) { $0.device == name }
                #expect(sample?.readings.map(\.value) == [1_500_000, -120_500])
            }
            let readBack = try await bus.setRelay(device: "switch", channel: 1, closed: true)
            #expect(readBack.closed == true)
        }
    }

    @Test("a gateway that reports a dead unit makes that unit silent, not the connection")
    func deadBehindGateway() async throws {
        var dead = TestDevice.meter
        dead.behaviour = .exception(.gatewayTargetFailed)
        let line = try TestLine(tcp: [1: .meter, 2: dead])
        defer { line.vanish() }
        let bus = try Bus(configuration: self.configuration(line.port, [meter("a", unit: 1), meter("b", unit: 2)]))
        try await withRunningBus(bus) { bus in
            #expect(await first(of: bus.events) { $0.kind == .deviceSilent }?.place.device == "b")
            #expect(await first(of: bus.samples) { $0.device == "a" && $0.readings[0].quality == .valid } != nil)
            #expect(bus.statistics().openings == 1)
        }
    }

    @Test("a gateway is reached where the process has more than a thousand files open")
    func manyFiles() async throws {
        let line = try TestLine(tcp: [1: .meter])
        defer { line.vanish() }
        var limit = rlimit()
        _ = getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        limit.rlim_cur = max(limit.rlim_cur, min(limit.rlim_max, 2048))
        try #require(setrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 && limit.rlim_cur >= 2048)
        // FD_SETSIZE: what select() cannot wait for.
        var files: [Int32] = []
        defer { for file in files { close(file) } }
        while files.last ?? 0 < 1100 { files.append(try #require(Self.open("/dev/null"))) }
        let bus = try Bus(configuration: self.configuration(line.port, [meter("a", unit: 1)]))
        try await withRunningBus(bus) { bus in
            #expect(await first(of: bus.samples) { _ in true }?.readings.map(\.value) == [1_500_000, -120_500])
        }
    }

    private static func open(_ path: String) -> Int32? {
        let file = Glibc.open(path, O_RDONLY | O_CLOEXEC)
        return file >= 0 ? file : nil
    }

    @Test("a closed port is told and tried again")
    func refusedConnection() async throws {
        let line = try TestLine(tcp: [:])
        let port = line.port
        line.vanish()
        let bus = try Bus(configuration: self.configuration(port, [meter("a", unit: 1)]))
        try await withRunningBus(bus) { bus in
            let event = await first(of: bus.events) { _ in true }
            guard case .lost(.cannotOpen(let place, _)) = event?.kind else { throw Unexpected() }
            #expect(place.port == "127.0.0.1:\(port)")
        }
    }
}
