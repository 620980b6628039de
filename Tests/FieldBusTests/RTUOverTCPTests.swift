import FieldBus
import Metering
import ModbusProtocol
import Testing

/// Against pymodbus's server with its RTU framer, through a gateway that can misbehave.
@Suite(
    "RTU frames over TCP", .timeLimit(.minutes(2)), .serialized,
    .enabled(if: IndependentPeer.interpreter != nil, "set GRIDTALLY_TEST_PYTHON to a Python with pymodbus"))
struct RTUOverTCPTests {
    private static let image = """
        {"1": {"holding": {"0": 22, "1": 58208, "10": 65535, "11": 64331, "200": 5002}},
         "2": {"holding": {"0": 22, "1": 58209, "10": 65535, "11": 64331, "200": 5002}},
         "9": {"coils": {"0": false, "1": false}}}
        """

    private func withGateway(
        _ devices: [BusDevice], _ settings: LineSettings = testSettings(timeoutMilliseconds: 500),
        _ body: (Bus, GatewayProxy) async throws -> Void
    ) async throws {
        let peer = try await IndependentPeer.onFreePort("rtu-tcp", Self.image)
        defer { peer.peer.stop() }
        let gateway = try GatewayProxy(to: peer.port)
        defer { gateway.stop() }
        let bus = try Bus(
            configuration: BusConfiguration(
                name: "gateway", transport: .rtuOverTCP(host: "127.0.0.1", port: gateway.port), devices: devices,
                settings: settings))
        try await withRunningBus(bus) { try await body($0, gateway) }
    }

    @Test("several units behind one gateway are polled and switched over one connection")
    func polling() async throws {
        let devices = try [meter("a", unit: 1), meter("b", unit: 2), relay("switch", unit: 9)]
        try await self.withGateway(devices) { bus, gateway in
            for (name, energy) in [("a", Int64(1_500_000)), ("b", 1_500_001)] {
                let sample = await first(of: bus.samples) { $0.device == name && $0.readings[0].quality == .valid }
                #expect(sample?.readings.map(\.value) == [energy, -120_500])
            }
            for closed in [true, false] {
                let readBack = try await bus.setRelay(device: "switch", channel: 2, closed: closed)
                #expect(readBack.closed == closed)
            }
            let record = try await bus.ask(
                LineQuestion(unit: 1, request: .readHoldingRegisters(address: 0xFFF0, count: 2)))
            #expect(record.outcome == .exception && record.exception == 2)
            #expect(gateway.connections == 1)
        }
    }

    @Test("an answer that comes in pieces, slower than the time-out, is put together")
    func pieces() async throws {
        let settings = testSettings(timeoutMilliseconds: 150)
        try await self.withGateway([meter("a", unit: 1)], settings) { bus, gateway in
            gateway.behave(.pieces(4, pauseMilliseconds: 60))
            let sample = await first(of: bus.samples) { $0.readings[0].quality == .valid }
            #expect(sample?.readings.map(\.value) == [1_500_000, -120_500])
            #expect(bus.statistics().devices[0].damagedAnswers == 0)
        }
    }

    @Test(
        "a late answer is never taken for the next question's, also over the next connection", arguments: [false, true])
    func lateAnswer(reconnects: Bool) async throws {
        var settings = testSettings(timeoutMilliseconds: 300)
        settings.quarantine = 20_000_000_000
        let device = try meter("a", unit: 1, fields: ["energy.active.import.total"])
        try await self.withGateway([device, relay("switch", unit: 9)], settings) { bus, gateway in
            #expect(await first(of: bus.samples) { $0.readings[0].value == 1_500_000 } != nil)
            // The unit's present value is another one, which only the answer that is kept back can tell from now on.
            gateway.behave(.holdsOnce)
            #expect(await first(of: bus.samples) { $0.readings[0].quality == .missing } != nil)
            // Other units go on meanwhile.
            let contact = try await bus.readRelay(device: "switch", channel: 1)
            #expect(contact.closed == false)
            if reconnects {
                gateway.behave(.closesOnce)
                await #expect(throws: BusError.self) { try await bus.readRelay(device: "switch", channel: 1) }
                let lost = await first(of: bus.events) { event in
                    if case .lost = event.kind { true } else { false }
                }
                #expect(lost != nil)
                #expect(await first(of: bus.events) { $0.kind == .opened } != nil)
            }
            let asked = bus.statistics().devices[0].transactions
            let other = LineQuestion(
                unit: 2, request: .readHoldingRegisters(address: 0, count: 2), timeoutNanoseconds: 2_000_000_000)
            for _ in 0..<3 {
                let record = try await bus.ask(other)
                #expect(record.outcome == .answered)
            }
            #expect(bus.statistics().devices[0].transactions == asked, "a question of the same shape while one is open")
            gateway.release()
            let late = await first(of: bus.events) { event in
                if case .lateAnswer = event.kind { true } else { false }
            }
            #expect(late?.place.device == "a")
            #expect(await first(of: bus.samples) { $0.readings[0].quality == .valid } != nil)
            #expect(bus.statistics().devices[0].lateAnswers == 1)
        }
    }

    @Test("a cut answer is asked for again and never published")
    func cut() async throws {
        try await self.withGateway([meter("a", unit: 1, periodMilliseconds: 60_000)]) { bus, gateway in
            #expect(await first(of: bus.samples) { $0.readings[0].quality == .valid } != nil)
            // Seven bytes: unit, function, count, one register, checksum.
            gateway.behave(.cutsOnce(6))
            let sample = try await bus.read(device: "a", fields: ["frequency"])
            #expect(sample.readings.map(\.value) == [50_020])
            #expect(bus.statistics().devices[0].damagedAnswers == 1)
        }
    }

    @Test("a gateway that closes is told, connected to again and polled on")
    func closing() async throws {
        try await self.withGateway([meter("a", unit: 1)]) { bus, gateway in
            #expect(await first(of: bus.samples) { $0.readings[0].quality == .valid } != nil)
            gateway.behave(.closesOnce)
            let lost = await first(of: bus.events) { event in
                if case .lost = event.kind { true } else { false }
            }
            guard case .lost(.portLost(let place, _)) = lost?.kind else { throw Unexpected() }
            #expect(place.port == "127.0.0.1:\(gateway.port)")
            #expect(await first(of: bus.events) { $0.kind == .opened } != nil)
            // What was under way when it closed stays open for a while; then the unit is asked again.
            let missing = await first(of: bus.samples) { $0.readings[0].quality == .missing }
            #expect(missing != nil)
            #expect(await first(of: bus.samples) { $0.readings[0].quality == .valid } != nil)
            #expect(gateway.connections == 2)
        }
    }
}
