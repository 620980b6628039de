import FieldBus
import Metering
import ModbusProtocol
import Testing

@Suite(
    "Against an independent implementation", .timeLimit(.minutes(2)), .serialized,
    .enabled(if: IndependentPeer.interpreter != nil, "set GRIDTALLY_TEST_PYTHON to a Python with pymodbus"))
struct PeerTests {
    private static let image = """
        {"1": {"holding": {"0": 22, "1": 58208, "10": 65535, "11": 64331, "200": 5002}},
         "9": {"coils": {"0": false, "1": false}}}
        """

    private func talk(_ transport: BusTransport) async throws {
        let bus = try Bus(
            configuration: BusConfiguration(
                name: "peer", transport: transport,
                devices: [
                    meter("house-1", unit: 1, periodMilliseconds: 100), relay("switch", unit: 9),
                ], settings: testSettings(timeoutMilliseconds: 500)))
        try await withRunningBus(bus) { bus in
            let sample = await first(of: bus.samples) { $0.device == "house-1" && $0.readings[0].quality == .valid }
            #expect(sample?.readings.map(\.value) == [1_500_000, -120_500])
            for closed in [true, false] {
                let readBack = try await bus.setRelay(device: "switch", channel: 2, closed: closed)
                #expect(readBack.closed == closed)
            }
            // The serial number lies behind the peer's registers: exception 02 for that field alone.
            let partly = try await bus.read(device: "house-1", fields: ["frequency", "id.serial"])
            #expect(partly.readings.first?.value == 50_020)
            #expect(partly.readings.last?.quality == .missing && partly.texts.isEmpty)
            #expect(bus.statistics().devices[0].timeouts == 0)
        }
    }

    @Test("RTU at 9600 baud over a paced line")
    func serial() async throws {
        let bridge = try PacedBridge(baud: 9600)
        defer { bridge.close() }
        let peer = try await IndependentPeer(["rtu", bridge.paths[1], "9600", Self.image])
        defer { peer.stop() }
        try await self.talk(.serial(path: bridge.paths[0], baud: 9600, parity: .none, stopBits: 1))
    }

    @Test("TCP")
    func tcp() async throws {
        let (peer, port) = try await IndependentPeer.onFreePort("tcp", Self.image)
        defer { peer.stop() }
        try await self.talk(.tcp(host: "127.0.0.1", port: port))
    }
}
