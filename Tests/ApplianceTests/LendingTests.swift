import Appliance
import FieldBus
import Foundation
import LineDiagnostics
import ModbusProtocol
import Testing

extension ServiceTests {
    @Suite("Lines lent over the service's socket", .serialized, .timeLimit(.minutes(2)))
    struct LendingTests {
        @Test("a question is answered with every byte; what writes, lasts too long or is not understood is refused")
        func asking() async throws {
            let site = try await CrewSite(running: true)
            let client = try #require(site.service).client
            let line = ServiceLine(client: client, bus: "line-1", parameters: nil)
            let record = try await line.ask(
                LineQuestion(unit: 1, request: .readInputRegisters(address: 0, count: 2)))
            #expect(record.outcome == .answered && record.response?.words?.count == 2)
            #expect(record.sent == RTUFrame.encode(unit: 1, pdu: [4, 0, 0, 0, 2]))
            let recording = try await line.listen(nanoseconds: 20_000_000, parameters: nil)
            #expect(recording.endNanoseconds - recording.startNanoseconds >= 20_000_000)

            let writes: [ModbusRequest] = [
                .writeSingleCoil(address: 0, value: 0xFF00), .writeSingleRegister(address: 28, value: 1),
                .writeCoils(address: 0, values: [true]), .writeRegisters(address: 28, values: [0x4000, 0]),
            ]
            for unit: UInt8 in [1, 201] {
                for request in writes {
                    await Self.refuses(403, "not lent for writing") {
                        _ = try await line.ask(LineQuestion(unit: unit, request: request))
                    }
                }
            }
            let read = ModbusRequest.readHoldingRegisters(address: 0, count: 1)
            await Self.refuses(400, "10000 ms") {
                _ = try await line.ask(LineQuestion(unit: 1, request: read, timeoutNanoseconds: 11_000_000_000))
            }
            await Self.refuses(400, "unit 0") { _ = try await line.ask(LineQuestion(unit: 0, request: read)) }
            let odd = LineParameters(baud: 12345, parity: .none, stopBits: 1)
            await Self.refuses(400, "12345") {
                _ = try await line.ask(LineQuestion(unit: 1, request: read, parameters: odd))
            }
            await Self.refuses(400, "10000 ms") {
                _ = try await line.listen(nanoseconds: 20_000_000_000, parameters: nil)
            }
            await Self.refuses(404, "line-1") {
                _ = try await ServiceLine(client: client, bus: "a/b c%", parameters: nil).ask(
                    LineQuestion(unit: 1, request: read))
            }
            for (body, status, word) in [
                ("{", 400, "cannot be read"), ("{\"unit\":1}", 400, "request"),
                ("{\"unit\":300,\"request\":[3,0,0,0,1]}", 400, "cannot be read"),
                ("{\"unit\":1,\"request\":[3,0,0]}", 400, "request"), ("{\"unit\":1,\"request\":[99]}", 400, "request"),
                (String(repeating: " ", count: 5000), 413, "4096 bytes"),
            ] {
                await Self.refuses(status, word) {
                    let _: LineRecord = try await client.post("/api/v1/buses/line-1/ask", Array(body.utf8))
                }
            }
            try await site.pollsOn()
            await site.stop()
        }

        private static func refuses(_ status: Int, _ word: String, _ ask: () async throws -> Void) async {
            do {
                try await ask()
                Issue.record("not refused: \(word)")
            } catch ControlError.refused(let found, let reason) {
                #expect(found == status && reason.contains(word), "\(found): \(reason)")
            } catch {
                Issue.record("\(error)")
            }
        }

        @Test("the buses are told with their ports, parameters and devices, and the serial numbers that were read")
        func buses() async throws {
            let site = try await CrewSite(running: true)
            let lines: LinesReport = try await #require(site.service).client.get("/api/v1/buses")
            let bus = try #require(lines.buses.first)
            #expect(bus.name == "line-1" && bus.port.hasSuffix("line.tty"))
            #expect(bus.device == site.zone.folder.file("line.tty").resolvingSymlinksInPath().path)
            #expect(bus.parameters == LineParameters(baud: 38400, parity: .even, stopBits: 1))
            #expect(bus.devices.map(\.serial) == ["12000101", "12000202", "63000606", nil])
            #expect(bus.devices[0].consumerNumber == "2101 4402 1307" && bus.devices[0].label == "M1-01")
            #expect(bus.cableOrder == ["transformer", "house-01", "house-02"])
            await site.stop()
        }
    }
}
