import FieldBus
import Metering
import ModbusProtocol
import Testing

@Suite("A line lent to tools", .timeLimit(.minutes(1)))
struct LoanTests {
    @Test("a tool asks any unit, with its own time-out, and sees every byte; polling goes on")
    func asking() async throws {
        let line = try TestLine([1: .meter, 7: .meter])
        defer { line.vanish() }
        line.change(7) { $0.behaviour = .noise([0x00, 0xFF]) }
        let bus = try Bus(configuration: serialConfiguration(line.path, [meter("house-1", unit: 1)]))
        let access: any LineAccess = bus
        try await withRunningBus(bus) { bus in
            let request = ModbusRequest.readHoldingRegisters(address: 200, count: 1)
            let record = try await access.ask(LineQuestion(unit: 7, request: request))
            #expect(record.outcome == .answered)
            #expect(record.response == .holdingRegisters([5002]))
            #expect(record.heardBytes.prefix(2) == [0x00, 0xFF])
            #expect(record.sent == RTUFrame.encode(unit: 7, pdu: [3, 0, 200, 0, 1]))
            #expect(record.latencyNanoseconds.map { $0 >= 0 } == true)
            let refused = try await access.ask(
                LineQuestion(unit: 1, request: .readHoldingRegisters(address: 60_000, count: 1)))
            #expect(refused.outcome == .exception)
            #expect(refused.exception == ModbusException.illegalDataAddress.code)
            let silent = try await access.ask(
                LineQuestion(unit: 99, request: request, timeoutNanoseconds: 20_000_000))
            #expect(silent.outcome == .silent)
            #expect(silent.endNanoseconds - silent.sentEndNanoseconds >= 20_000_000)
            #expect(bus.lastExchanges(unit: 7) == [record])
            let sample = await first(of: bus.samples) { $0.monotonicNanoseconds > silent.endNanoseconds }
            #expect(sample?.readings.first?.askedNanoseconds != nil)
        }
        #expect(bus.statistics().devices[0].answers > 0)
    }

    @Test("a tool hears what others say")
    func listening() async throws {
        let line = try TestLine([9: .relay])
        defer { line.vanish() }
        var settings = testSettings()
        settings.secondMaster = .tolerate
        let bus = try Bus(
            configuration: serialConfiguration(line.path, [relay("switch", unit: 9)], settings: settings))
        try await withRunningBus(bus) { bus in
            let foreign = RTUFrame.encode(unit: 77, pdu: [3, 0, 0, 0, 1])
            var heard: [UInt8] = []
            _ = await first(of: bus.events) { $0.kind == .opened }
            // What is said before the bus listens is lost, so it is said again.
            while heard.isEmpty {
                async let recording = bus.listen(nanoseconds: 200_000_000)
                line.speak(foreign)
                heard = try await recording.heard.flatMap(\.bytes)
            }
            #expect(heard == foreign)
        }
    }

    @Test("a relay does not wait for the end of listening")
    func relayBeforeTheEnd() async throws {
        let line = try TestLine([9: .relay])
        defer { line.vanish() }
        let bus = try Bus(configuration: serialConfiguration(line.path, [relay("switch", unit: 9)]))
        try await withRunningBus(bus) { bus in
            let listening = Task { try await bus.listen(nanoseconds: Bus.longestListening) }
            // The bus takes commands in turn: this one is served before the listening or in the middle of it.
            let readBack = try await bus.readRelay(device: "switch", channel: 2)
            let again = try await bus.readRelay(device: "switch", channel: 2)
            #expect(readBack.closed == false && again.closed == false)
            #expect(again.monotonicNanoseconds > readBack.monotonicNanoseconds)
            listening.cancel()
        }
    }

    @Test("a question with parameters of its own leaves the line as it was")
    func parameters() async throws {
        let line = try TestLine([1: .meter])
        defer { line.vanish() }
        let bus = try Bus(configuration: serialConfiguration(line.path, [meter("house-1", unit: 1)]))
        try await withRunningBus(bus) { bus in
            let slow = LineParameters(baud: 9600, parity: .odd, stopBits: 1)
            let request = ModbusRequest.readHoldingRegisters(address: 200, count: 1)
            let record = try await bus.ask(LineQuestion(unit: 1, request: request, parameters: slow))
            let own = try await bus.ask(LineQuestion(unit: 1, request: request))
            // Eight characters of eleven bits.
            #expect(record.sentEndNanoseconds - record.sentNanoseconds == 8 * (11_000_000_000 / 9600))
            #expect(own.sentEndNanoseconds - own.sentNanoseconds == 8 * (11_000_000_000 / 115_200))
            #expect(own.outcome == .answered)
        }
    }
}
