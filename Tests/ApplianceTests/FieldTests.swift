import Appliance
import Foundation
import Testing

extension ServiceTests {
    @Suite(
        "Independent devices, read through the service", .serialized, .timeLimit(.minutes(3)),
        .enabled(if: Executable.python != nil, "set GRIDTALLY_TEST_PYTHON to a Python with pymodbus"))
    struct FieldTests {
        /// A zone of one box, which is validator and polls; and its meters on two buses.
        private static func zone(_ buses: String, meters: [(label: String, serial: String)]) async throws -> (
            TestZone, Service
        ) {
            let zone = try TestZone([("substation", "validator, box")])
            try zone.configure("substation", buses)
            let service = try await zone.start("substation")
            let result = try await zone.register(TestZone.registry(meters: meters))
            try #require(result.code == 0, "\(result)")
            return (zone, service)
        }

        private static let meters = [
            1: SDM120(kilowattHours: 1234.5, serial: 12_000_001), 2: SDM120(kilowattHours: .nan, serial: 12_000_002),
        ]

        @Test("registers over a pty and over TCP are those that pymodbus holds; units without values stop no other")
        func registers() async throws {
            let folder = try TemporaryFolder()
            let line = try PseudoLine(in: folder.url, "line")
            defer { line.close() }
            let port = try freePort()
            let serial = try await Devices(serial: line.devices, Self.meters, in: folder.url)
            let gateway = try await Devices(
                tcp: port, [1: SDM120(kilowattHours: 98_765.25, serial: 12_000_011)], in: folder.url)
            let buses = """
                buses:
                  - name: serial
                    port: "\(line.box.path)"
                    baud: 9600
                    poll: 0.3
                    devices:
                      - {name: good, unit: 1, profile: eastron-sdm120, meter: S1}
                      - {name: nothing, unit: 2, profile: eastron-sdm120, meter: S2}
                      - {name: absent, unit: 3, profile: eastron-sdm120, meter: S3}
                  - name: gateway
                    host: 127.0.0.1
                    tcp_port: \(port)
                    poll: 0.3
                    devices:
                      - {name: good, unit: 1, profile: eastron-sdm120, meter: T1}
                """
            let (zone, service) = try await Self.zone(
                buses,
                meters: [("S1", "12000001"), ("S2", "12000002"), ("S3", "12000003"), ("T1", "12000011")])
            for (meter, value) in [("S1", Int64(1_234_500)), ("T1", 98_765_250)] {
                let first = try await service.register(of: meter)
                #expect(first.obis == "1-0:1.8.0" && first.value == value)
                // The next interval comes too.
                let next = try await service.register(of: meter) { $0.boundary != first.boundary }
                #expect(next.value == value)
                let shown = try await zone.gridtally("meter", meter, "--json", "--socket", "substation.sock").objects()
                let registers = try #require(shown.first?["registers"] as? [[String: Any]])
                #expect(registers.first?["value"] as? Int64 == value)
            }
            #expect(try await service.meter("S2")?.registers.isEmpty == true)
            #expect(try await service.meter("S3")?.registers.isEmpty == true)
            let status = try await service.status()
            #expect(status.buses.map(\.state) == ["open", "open"])
            #expect(status.buses[0].exceptions > 0)
            #expect(await service.child.stop() == 0)
            for devices in [serial, gateway] { await devices.stop() }
        }

        @Test("a pty that vanishes and a device that falls silent stop no other, come back, and are told on the chain")
        func losses() async throws {
            let folder = try TemporaryFolder()
            let line = try PseudoLine(in: folder.url, "line")
            defer { line.close() }
            let port = try freePort()
            let serial = try await Devices(serial: line.devices, Self.meters, in: folder.url)
            let gateway = try await Devices(
                tcp: port,
                [
                    1: SDM120(kilowattHours: 10, serial: 12_000_011), 2: SDM120(kilowattHours: 20, serial: 12_000_012),
                ], in: folder.url)
            let buses = """
                buses:
                  - name: serial
                    port: "\(line.box.path)"
                    poll: 0.3
                    devices:
                      - {name: house, unit: 1, profile: eastron-sdm120, meter: S1}
                  - name: gateway
                    host: 127.0.0.1
                    tcp_port: \(port)
                    poll: 0.3
                    devices:
                      - {name: goes, unit: 1, profile: eastron-sdm120, meter: T1}
                      - {name: stays, unit: 2, profile: eastron-sdm120, meter: T2}
                """
            let (zone, service) = try await Self.zone(
                buses, meters: [("S1", "12000001"), ("T1", "12000011"), ("T2", "12000012")])
            for meter in ["S1", "T1", "T2"] { _ = try await service.register(of: meter) }

            try line.vanish()
            let message = try await wait(for: "the bus is told lost") {
                let state = try await service.status().buses[0].state
                return state == "open" ? nil : state
            }
            #expect(message.contains("serial") && message.contains(line.box.path), "\(message)")
            try await Self.goesOn("T2", service)
            try line.comeBack()
            try await wait(for: "the bus is open again") {
                let state = try await service.status().buses[0].state
                guard state == "open" else { throw TimedOut(description: state) }
                return ()
            }
            try await Self.goesOn("S1", service)

            try gateway.silence([1])
            try await Self.told("T1", "lost", service)
            #expect(try await service.status().buses[1].devices.map(\.isCommunicating) == [false, true])
            try await Self.goesOn("T2", service)
            try gateway.silence([])
            try await Self.told("T1", "regained", service)
            try await Self.goesOn("T1", service)
            let verified = try await zone.gridtally("ledger", "verify", "--config", "substation.yaml")
            #expect(verified.code == 0, "\(verified)")
            #expect(await service.child.stop() == 0)
            for devices in [serial, gateway] { await devices.stop() }
        }

        /// New readings of a meter reach the chain.
        private static func goesOn(_ meter: String, _ service: Service) async throws {
            let last = try await service.register(of: meter)
            _ = try await service.register(of: meter) { $0.boundary > last.boundary }
        }

        private static func told(_ meter: String, _ what: String, _ service: Service) async throws {
            try await wait(for: "\(meter): communication \(what) on the chain", seconds: 60) {
                try await service.events().contains { $0.text.contains("ommunication") && $0.text.contains(what) }
                    ? () : nil
            }
        }
    }
}
