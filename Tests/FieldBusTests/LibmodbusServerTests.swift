import FieldBus
import Metering
import ModbusProtocol
import Testing

@Suite("Against a libmodbus server", .timeLimit(.minutes(2)), .serialized)
struct LibmodbusServerTests {
    private static func words(_ addresses: Range<Int>, plus offset: UInt16 = 0) -> [UInt16] {
        addresses.map { LibmodbusServer.register($0) + offset }
    }

    /// Every function that both sides know, in an order in which reads see what was written.
    private static let exchanges: [(ModbusRequest, ModbusResponse)] = [
        (.readCoils(address: 0, count: 11), .coils((0..<11).map { $0 % 3 == 0 })),
        (.readDiscreteInputs(address: 5, count: 17), .discreteInputs((5..<22).map { $0 % 5 == 0 })),
        (.readHoldingRegisters(address: 3, count: 60), .holdingRegisters(words(3..<63))),
        (.readInputRegisters(address: 0, count: 100), .inputRegisters(words(0..<100, plus: 1000))),
        (.writeSingleCoil(address: 1, value: 0xFF00), .singleCoilWritten(address: 1, value: 0xFF00)),
        (.readCoils(address: 0, count: 3), .coils([true, true, false])),
        (.writeSingleRegister(address: 9, value: 0xBEEF), .singleRegisterWritten(address: 9, value: 0xBEEF)),
        (.readHoldingRegisters(address: 9, count: 1), .holdingRegisters([0xBEEF])),
        (
            .writeCoils(address: 20, values: [true, false, true, true, false, true, true, true, true, false]),
            .coilsWritten(address: 20, count: 10)
        ),
        (.readCoils(address: 20, count: 4), .coils([true, false, true, true])),
        (.writeRegisters(address: 30, values: [1, 0xFFFF, 0x8000]), .registersWritten(address: 30, count: 3)),
        (.readHoldingRegisters(address: 30, count: 4), .holdingRegisters([1, 0xFFFF, 0x8000] + words(33..<34))),
        (.readHoldingRegisters(address: 99, count: 2), .exception(function: 3, .illegalDataAddress)),
    ]
    /// Only where frames have a length of their own: on a serial line libmodbus cannot tell where such a request ends.
    private static let unknown: [(ModbusRequest, ModbusResponse)] = [
        (.readDeviceIdentification(code: 1, object: 0), .exception(function: 43, .illegalFunction))
    ]

    private func talk(_ transport: BusTransport, _ exchanges: [(ModbusRequest, ModbusResponse)]) async throws {
        let bus = try Bus(
            configuration: BusConfiguration(
                name: "libmodbus", transport: transport,
                devices: [
                    meter(
                        "house-1", unit: LibmodbusServer.unit, fields: ["energy.active.import.total"],
                        periodMilliseconds: 200)
                ], settings: testSettings(timeoutMilliseconds: 800)))
        try await withRunningBus(bus) { bus in
            let sample = await first(of: bus.samples) { $0.readings[0].quality == .valid }
            let energy = Int64(LibmodbusServer.register(0)) << 16 | Int64(LibmodbusServer.register(1))
            #expect(sample?.readings.map(\.value) == [energy])
            for (request, response) in exchanges {
                let record = try await bus.ask(LineQuestion(unit: LibmodbusServer.unit, request: request))
                #expect(record.response == response, "\(request): \(record.outcome)")
            }
            let name = try await bus.ask(LineQuestion(unit: LibmodbusServer.unit, request: .reportServerID))
            guard case .serverID(let bytes) = name.response else { throw Unexpected() }
            #expect(String(decoding: bytes, as: UTF8.self).contains("LMB"))
            #expect(bus.statistics().devices[0].timeouts == 0)
        }
    }

    @Test("every function over a paced serial line")
    func serial() async throws {
        let bridge = try PacedBridge(baud: 19_200)
        defer { bridge.close() }
        let server = try LibmodbusServer(path: bridge.paths[1], baud: 19_200)
        defer { server.stop() }
        try await self.talk(.serial(path: bridge.paths[0], baud: 19_200, parity: .none, stopBits: 1), Self.exchanges)
    }

    @Test("every function over TCP")
    func tcp() async throws {
        let server = try LibmodbusServer()
        defer { server.stop() }
        try await self.talk(.tcp(host: "127.0.0.1", port: server.port), Self.exchanges + Self.unknown)
    }
}
