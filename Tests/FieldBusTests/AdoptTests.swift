import FieldBus
import Metering
import ModbusProtocol
import Testing

@Suite("A bus that goes on with another configuration", .timeLimit(.minutes(1)))
struct AdoptTests {
    @Test("a device that is new is read, one that is gone is not, and samples come in the same stream")
    func devices() async throws {
        let line = try TestLine([1: .meter, 2: .meter, 3: .meter])
        defer { line.vanish() }
        let bus = try Bus(
            configuration: serialConfiguration(
                line.path, [meter("house-1", unit: 1), meter("house-2", unit: 2)]))
        try await withRunningBus(bus) { bus in
            #expect(await first(of: bus.samples) { $0.device == "house-2" } != nil)
            let before = bus.statistics().devices[0].answers
            try await bus.adopt(
                serialConfiguration(line.path, [meter("house-1", unit: 1), meter("house-3", unit: 3)]))
            #expect(bus.configuration.devices.map(\.name) == ["house-1", "house-3"])
            let asked = line.device(2).requests.count
            #expect(await first(of: bus.samples) { $0.device == "house-3" } != nil)
            #expect(await first(of: bus.samples) { $0.device == "house-1" } != nil)
            #expect(line.device(2).requests.count == asked)
            // What is known of a device that stays is kept.
            #expect(bus.statistics().devices.map(\.device) == ["house-1", "house-3"])
            #expect(bus.statistics().devices[0].answers > before)
        }
    }

    @Test("relay commands that are under way end well, whatever is adopted beside them")
    func relays() async throws {
        let line = try TestLine([1: .meter, 9: .relay])
        defer { line.vanish() }
        let bus = try Bus(
            configuration: serialConfiguration(
                line.path, [meter("house-1", unit: 1, periodMilliseconds: 1), relay("switch", unit: 9)]))
        try await withRunningBus(bus) { bus in
            for round in 0..<10 {
                let closed = round.isMultiple(of: 2)
                async let readBack = bus.setRelay(device: "switch", channel: 2, closed: closed)
                let devices = try [relay("switch", unit: 9), meter("house-1", unit: 1, periodMilliseconds: 1)]
                try await bus.adopt(serialConfiguration(line.path, closed ? devices : devices.reversed()))
                #expect(try await readBack.closed == closed)
            }
        }
        // Each once: nothing is written again, and nothing that nobody asked for.
        let writes = line.device(9).requests.filter(\.function.writes)
        #expect(writes == (0..<10).map { .writeSingleCoil(address: 1, value: $0.isMultiple(of: 2) ? 0xFF00 : 0) })
    }

    @Test("boundaries go on")
    func boundaries() async throws {
        let line = try TestLine([1: .meter])
        defer { line.vanish() }
        let devices = try [meter("house-1", unit: 1, periodMilliseconds: nil, atBoundary: true)]
        let bus = try Bus(configuration: serialConfiguration(line.path, devices))
        try await withRunningBus(bus) { bus in
            bus.setBoundaries(next: SystemWorld().now + 100_000_000, period: 100_000_000)
            #expect(await first(of: bus.samples) { _ in true } != nil)
            try await bus.adopt(serialConfiguration(line.path, devices))
            let adopted = SystemWorld().now
            for _ in 0..<3 {
                #expect(await first(of: bus.samples) { $0.monotonicNanoseconds > adopted } != nil)
            }
            #expect(SystemWorld().now - adopted < 3_000_000_000)
        }
    }

    @Test("what could not work is refused, and the bus goes on as before; one that has ended says so")
    func refused() async throws {
        let line = try TestLine([1: .meter])
        defer { line.vanish() }
        let bus = try Bus(configuration: serialConfiguration(line.path, [meter("house-1", unit: 1)]))
        let twice = try serialConfiguration(line.path, [meter("house-1", unit: 1), meter("house-1", unit: 2)])
        try await withRunningBus(bus) { bus in
            await #expect(throws: BusError.self) { try await bus.adopt(twice) }
            let other = BusConfiguration(name: "other", transport: .tcp(host: "::1", port: 502), devices: [])
            await #expect(throws: BusError.self) { try await bus.adopt(other) }
            #expect(await first(of: bus.samples) { $0.device == "house-1" } != nil)
        }
        let error = await #expect(throws: BusError.self) {
            try await bus.adopt(serialConfiguration(line.path, [meter("house-1", unit: 1)]))
        }
        guard case .stopped = error else { throw Unexpected() }
    }
}
