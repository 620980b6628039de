import Appliance
import Foundation
import Testing

extension ServiceTests {
    /// `buses`, `why`, `watch` and `doctor` of the real program, over simulated lines with real faults.
    @Suite("Statistics and the doctor", .serialized, .timeLimit(.minutes(3)))
    struct LineStatisticsTests {
        private static let scene = """
            scene: statistics
            seed: 7
            lines:
              - name: line
                link: line.tty
                baud: 38400
                parity: even
                turnaround_ms: 2
                devices:
                  - {unit: 1, profile: eastron-sdm630, serial: 63000001}
                  - {unit: 2, profile: eastron-sdm120, serial: 12000002, faults: {crc: {p: 0.3}}}
                  - {unit: 3, profile: eastron-sdm120, serial: 12000009}

            """
        private static let buses = """
            buses:
              - name: main
                port: line.tty
                baud: 38400
                parity: E
                poll: 0.2
                devices:
                  - {name: house-1, unit: 1, profile: eastron-sdm630, meter: M1}
                  - {name: house-2, unit: 2, profile: eastron-sdm120, meter: M2}
                  - {name: house-3, unit: 3, profile: eastron-sdm120, meter: M3}
                  - {name: nobody, unit: 77, profile: eastron-sdm120, meter: M4}
            """

        /// A service over the simulated line that has polled for a while.
        private static func zone() async throws -> (zone: TestZone, simulation: Child, service: Service) {
            let zone = try TestZone([("substation", "validator, box")])
            let simulation = try await zone.folder.simulate(Self.scene)
            try zone.configure("substation", Self.buses)
            let service = try await zone.start("substation")
            let applied = try await zone.register(
                TestZone.registry(meters: [
                    ("M1", "63000001"), ("M2", "12000002"), ("M3", "12000003"), ("M4", "12000004"),
                ]))
            try #require(applied.code == 0, "\(applied)")
            try await wait(for: "enough exchanges", seconds: 60) {
                let reports: [BusStatisticsReport] = try await service.client.get("/api/v1/buses/statistics")
                let units = reports.first?.units ?? []
                let isEnough = units.filter(\.isCommunicating).allSatisfy { $0.counts.transactions >= 40 }
                return isEnough && units.contains { !$0.isCommunicating } ? () : nil
            }
            return (zone, simulation, service)
        }

        @Test("a running service tells how its lines do, why a device fails, and what to do")
        func service() async throws {
            let (zone, simulation, service) = try await Self.zone()
            try await Self.buses(zone)
            try await Self.why(zone)
            try await Self.watch(zone)
            try await Self.doctor(zone)
            #expect(await service.child.stop() == 0)
            #expect(await simulation.stop() == 0)
            try await Self.doctorAlone(zone)
        }

        private static func buses(_ zone: TestZone) async throws {
            let shown = try await zone.gridtally("buses", "--blocks", "--socket", "substation.sock")
            #expect(shown.code == 1, "\(shown)")
            for words in ["bus main (", "of the line used", "house-2", "SILENT", "damaged", "fc4 ", "Milliseconds"] {
                #expect(shown.output.contains(words), "no '\(words)' in \(shown)")
            }
            for line in shown.output.split(separator: "\n") where !line.contains(zone.folder.url.path) {
                #expect(line.count < 80, "\(line)")
            }
            let json = try await zone.gridtally("buses", "main", "--json", "--socket", "substation.sock")
            let bus = try #require(try json.objects().first)
            let units = try #require(bus["units"] as? [[String: Any]])
            // The silent one is the worst, then the damaged one.
            #expect(units.prefix(2).map { $0["unit"] as? Int } == [77, 2])
            let counts = try #require(units[1]["counts"] as? [String: Any])
            let (all, damaged) = (counts["transactions"] as? Int ?? 0, counts["damaged_answers"] as? Int ?? 0)
            #expect(damaged > 0 && damaged < all && (counts["retries"] as? Int ?? 0) > 0)
            let latency = try #require(counts["latency"] as? [String: Any])
            #expect((latency["p50"] as? Double ?? 0) > 0 && (latency["p50"] as? Double ?? 0) < 500)
            let missing = try await zone.gridtally("buses", "other", "--socket", "substation.sock")
            #expect(
                missing.code == 4 && missing.errors.contains("there is no bus other; this box has: main"), "\(missing)")
        }

        private static func why(_ zone: TestZone) async throws {
            let damaged = try await zone.gridtally(
                "why", "house-2", "--exchanges", "16", "--socket", "substation.sock")
            #expect(damaged.code == 1, "\(damaged)")
            for words in ["house-2, unit 2 on main", "are damaged", "The last 16 exchanges", "> 02 04", "good answer"] {
                #expect(damaged.output.contains(words), "no '\(words)' in \(damaged)")
            }
            let good = try await zone.gridtally("why", "M1", "--json", "--socket", "substation.sock")
            let report = try #require(try good.objects().first)
            #expect(report["device"] as? String == "house-1" && report["is_communicating"] as? Bool == true)
            // Nobody polls this address; the line is lent to ask it.
            let silent = try await zone.gridtally("why", "unit 99", "--socket", "substation.sock")
            #expect(silent.code == 1 && silent.output.contains("not a byte came"), "\(silent)")
        }

        private static func watch(_ zone: TestZone) async throws {
            let watched = try await zone.gridtally(
                "watch", "house-1", "M3", "--count", "4", "--interval", "0.3", "--json", "--socket", "substation.sock")
            #expect(watched.code == 0, "\(watched)")
            let rows = try watched.objects()
            #expect(Set(rows.compactMap { $0["device"] as? String }) == ["house-1", "house-3"])
            // The configuration polls no voltage: it is read for who watches.
            let row = try #require(rows.last { $0["device"] as? String == "house-1" })
            let voltage = try #require(row["voltage"] as? [String: Any])
            #expect((180...280).contains(voltage["value"] as? Double ?? 0) && voltage["quality"] as? String == "valid")
            let table = try await zone.gridtally("watch", "--count", "1", "--socket", "substation.sock")
            #expect(table.output.contains("SILENT"), "\(table)")
            let big = try await zone.gridtally(
                "watch", "--big", "M1", "--count", "4", "--json", "--socket", "substation.sock")
            let samples = try big.objects()
            #expect(big.code == 0 && samples.count == 4, "\(big)")
            #expect(samples.allSatisfy { $0["is_good"] as? Bool == true }, "\(big)")
        }

        private static func doctor(_ zone: TestZone) async throws {
            let shown = try await zone.gridtally(
                "doctor", "--config", "substation.yaml", "--bundle", "bundle.tar.gz")
            #expect(shown.code == 1, "\(shown)")
            for words in [
                "substation.yaml is valid; buses: 1, devices: 4", "running, gridtally", "held by gridtally",
                "nobody (unit 77 on main): has never answered", "house-2 (unit 2 on main)", "are damaged",
                "tells serial number 12000009, and the registry has 12000003", "validator, block", "What to do: 1. ",
                "The bundle is in bundle.tar.gz",
            ] {
                #expect(Self.flat(shown.output).contains(words), "no '\(words)' in \(shown)")
            }
            try await Self.bundle(zone)
        }

        /// Text without its line breaks.
        private static func flat(_ text: String) -> String {
            text.split { $0.isWhitespace }.joined(separator: " ")
        }

        private static func bundle(_ zone: TestZone) async throws {
            let file = zone.folder.file("bundle.tar.gz")
            let mode = try FileManager.default.attributesOfItem(atPath: file.path)[.posixPermissions] as? Int
            #expect(mode == 0o600)
            let unpacked = try await run(
                URL(filePath: "/usr/bin/env"), ["tar", "-xzf", "bundle.tar.gz"], in: zone.folder.url)
            #expect(unpacked.code == 0, "\(unpacked)")
            let folder = zone.folder.file("gridtally-bundle")
            let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
            #expect(
                names == [
                    "configuration.yaml", "devices.json", "events.json", "exchanges.json", "report.json", "report.txt",
                    "statistics.json", "status.json", "versions.txt",
                ])
            let keys = zone.folder.file("keys")
            for name in names {
                let text = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
                if name != "events.json" { #expect(!text.isEmpty, "\(name) is empty") }
                for key in try FileManager.default.contentsOfDirectory(atPath: keys.path) where key.hasSuffix(".key") {
                    let lines = try String(contentsOf: keys.appending(path: key), encoding: .utf8).split(
                        separator: "\n")
                    let seed = try #require(lines.last { $0.hasPrefix("seed: ") }?.dropFirst(6))
                    #expect(!text.lowercased().contains(seed), "the seed of \(key) is in \(name)")
                }
            }
        }

        /// The service has ended: what can be looked at without it still is.
        private static func doctorAlone(_ zone: TestZone) async throws {
            let shown = try await zone.gridtally("doctor", "--config", "substation.yaml", "--json")
            #expect(shown.code == 3, "\(shown)")
            let report = try #require(try shown.objects().first)
            let checks = try #require(report["checks"] as? [[String: Any]])
            func statuses(_ area: String) -> [String] {
                checks.filter { $0["area"] as? String == area }.compactMap { $0["status"] as? String }
            }
            #expect(statuses("configuration") == ["ok"])
            #expect(statuses("service") == ["fault"])
            #expect(statuses("chain") == ["ok"])
            // The simulation has ended too, and its link went with it.
            #expect(statuses("ports") == ["fault"])
            let toDo = try #require(report["to_do"] as? [String])
            #expect(toDo.first?.contains("systemctl start gridtally") == true, "\(toDo)")
            let broken = try await zone.gridtally("doctor", "--config", "nowhere.yaml", "--json")
            #expect(broken.code == 3, "\(broken)")
            #expect(broken.output.contains("nowhere.yaml"), "\(broken)")
        }
    }
}
