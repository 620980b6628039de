import FieldBus
import Metering
import ModbusProtocol
import Testing

@Suite("Commands from other tasks", .timeLimit(.minutes(1)))
struct CommandTests {
    @Test("a relay moves and is read back while a bus is polled as fast as it can")
    func relays() async throws {
        let line = try TestLine([1: .meter, 9: .relay])
        defer { line.vanish() }
        let bus = try Bus(
            configuration: serialConfiguration(
                line.path, [meter("house-1", unit: 1, periodMilliseconds: 1), relay("switch", unit: 9)]))
        try await withRunningBus(bus) { bus in
            for closed in [true, false, true] {
                let readBack = try await bus.setRelay(device: "switch", channel: 2, closed: closed)
                #expect(readBack.closed == closed)
                #expect(readBack.rawWords == [closed ? 1 : 0])
                #expect(line.device(9).coils == [0: false, 1: closed])
            }
            let untouched = try await bus.readRelay(device: "switch", channel: 1)
            #expect(untouched.closed == false)
        }
        let writes = line.device(9).requests.filter(\.function.writes)
        #expect(writes == [0xFF00, 0, 0xFF00].map { .writeSingleCoil(address: 1, value: $0) })
    }

    @Test("only declared channels are written; every other name is refused with what is known")
    func refusals() async throws {
        let line = try TestLine([1: .meter, 9: .relay])
        defer { line.vanish() }
        let bus = try Bus(
            configuration: serialConfiguration(line.path, [meter("house-1", unit: 1), relay("switch", unit: 9)]))
        try await withRunningBus(bus) { bus in
            let channel = await #expect(throws: BusError.self) {
                try await bus.setRelay(device: "switch", channel: 3, closed: true)
            }
            guard case .noSuchChannel(_, 3) = channel else { throw Unexpected() }
            await #expect(throws: BusError.self) { try await bus.setRelay(device: "house-1", channel: 1, closed: true) }
            let device = await #expect(throws: BusError.self) { try await bus.read(device: "house-7", fields: []) }
            #expect(device?.description.contains("house-1") == true)
            let field = await #expect(throws: BusError.self) { try await bus.read(device: "house-1", fields: ["x"]) }
            guard case .noSuchField(_, "x") = field else { throw Unexpected() }
        }
        #expect(line.device(9).requests.allSatisfy { !$0.function.writes })
    }

    @Test("a read from another task brings numbers and texts")
    func reads() async throws {
        let line = try TestLine([1: .meter])
        defer { line.vanish() }
        let bus = try Bus(
            configuration: serialConfiguration(line.path, [meter("house-1", unit: 1, periodMilliseconds: 1)]))
        let sample = try await withRunningBus(bus) { bus in
            try await bus.read(device: "house-1", fields: ["frequency", "id.serial"])
        }
        #expect(sample.readings.map(\.value) == [50_020])
        #expect(sample.texts.map(\.text) == ["AB12"])
    }

    @Test("a silent device and one that refuses are named with unit and registers")
    func failures() async throws {
        var refusing = TestDevice.meter
        refusing.behaviour = .exception(.deviceBusy)
        var silent = TestDevice.relay
        silent.behaviour = .silent
        let line = try TestLine([1: refusing, 9: silent])
        defer { line.vanish() }
        let bus = try Bus(
            configuration: serialConfiguration(
                line.path, [meter("house-1", unit: 1, periodMilliseconds: nil), relay("switch", unit: 9)]))
        try await withRunningBus(bus) { bus in
            let refused = await #expect(throws: BusError.self) {
                try await bus.read(device: "house-1", fields: ["frequency"])
            }
            guard case .refused(let place, .deviceBusy) = refused else { throw Unexpected() }
            #expect(place.unit == 1 && place.request == .readHoldingRegisters(address: 200, count: 1))
            let silence = await #expect(throws: BusError.self) { try await bus.readRelay(device: "switch", channel: 1) }
            guard case .noAnswer(let place, _) = silence else { throw Unexpected() }
            #expect(place.device == "switch" && place.port == line.path)
        }
    }

    @Test("a cancelled command throws, and a bus that has stopped refuses")
    func cancellation() async throws {
        let line = try TestLine([1: .meter])
        defer { line.vanish() }
        let bus = try Bus(configuration: serialConfiguration(line.path, [meter("house-1", unit: 1)]))
        let waiting = Task { try await bus.read(device: "house-1", fields: ["frequency"]) }
        waiting.cancel()
        await #expect(throws: BusError.self) { try await waiting.value }
        try await withRunningBus(bus) { bus in _ = await first(of: bus.samples) { _ in true } }
        await #expect(throws: BusError.stopped(BusPlace(bus: "line", port: line.path))) {
            try await bus.read(device: "house-1", fields: ["frequency"])
        }
    }
}
