import Appliance
import Foundation
import Glibc
import Platform
import Testing

extension ServiceTests {
    /// A box with two lines, whose configuration changes while it polls.
    @Suite("Reading the configuration again", .serialized, .timeLimit(.minutes(3)))
    struct ReloadTests {
        private static let scene = """
            scene: reload
            seed: 1
            lines:
              - name: line-1
                link: line.tty
                baud: 38400
                parity: even
                turnaround_ms: 2
                devices:
                  - {unit: 1, profile: eastron-sdm120, serial: 12000101}
                  - {unit: 2, profile: eastron-sdm120, serial: 12000202}
                  - {unit: 201, profile: waveshare-relay-8ch}
              - name: line-2
                link: other.tty
                baud: 38400
                parity: even
                turnaround_ms: 2
                devices:
                  - {unit: 1, profile: eastron-sdm120, serial: 12000303}

            """

        private static let buses = """
            buses:
              - name: line-1
                port: line.tty
                baud: 38400
                parity: E
                poll: 0.3
                devices:
                  - {name: relays, unit: 201, profile: waveshare-relay-8ch}
                  - name: house-1
                    unit: 1
                    profile: eastron-sdm120
                    meter: M1
                    relay: {device: relays, channel: 1}
              - name: line-2
                port: other.tty
                baud: 38400
                parity: E
                poll: 0.1
                devices:
                  - {name: house-3, unit: 1, profile: eastron-sdm120, meter: M3}
            """

        /// Changes the file, and has the service read it.
        private func reload(
            _ service: Service, _ zone: TestZone, _ edits: [(String, String)]
        ) async throws -> ConfigurationReport {
            let file = zone.folder.file("substation.yaml")
            var text = try String(contentsOf: file, encoding: .utf8)
            for (old, new) in edits {
                try #require(text.contains(old), "\(old)")
                text = text.replacing(old, with: new)
            }
            try text.write(to: file, atomically: true, encoding: .utf8)
            let before = try await service.status().configuration
            // The time it was read is told in seconds.
            try await Task.sleep(for: .milliseconds(before == nil ? 0 : 1100))
            #expect(Glibc.kill(service.child.identifier, SIGHUP) == 0)
            return try await wait(for: "the file to be read") {
                let now = try await service.status().configuration
                return now?.readAt != before?.readAt ? now : nil
            }
        }

        /// The longest time in which nobody was asked on the second line, and the intervals of its meter, until told.
        private func longestPause(
            _ service: Service, until isOver: () -> Bool
        ) async throws -> (pause: Duration, intervals: [IntervalReport]) {
            var (pause, count, since) = (Duration.zero, 0, ContinuousClock.now)
            var intervals: [String: IntervalReport] = [:]
            while !isOver() || intervals.count <= 2 {
                let now = try await self.statistics(service, "line-2").transactions
                if now > count { (count, since) = (now, .now) }
                pause = max(pause, .now - since)
                for interval in try await service.meter("M3")?.measured?.intervals ?? [] {
                    intervals["\(interval.obis) \(interval.end)"] = interval
                }
                try await Task.sleep(for: .milliseconds(50))
            }
            return (pause, Array(intervals.values))
        }

        private func statistics(_ service: Service) async throws -> [BusStatisticsReport] {
            let reports: [BusStatisticsReport] = try await service.client.get("/api/v1/buses/statistics")
            return reports.sorted { $0.name < $1.name }
        }

        private func statistics(_ service: Service, _ bus: String) async throws -> BusStatisticsReport {
            try #require(try await self.statistics(service).first { $0.name == bus })
        }

        @Test(
            "a new device is read and its line alone pauses; a broken file changes nothing; the rest waits and is told")
        func reloaded() async throws {
            let zone = try TestZone([("substation", "validator, box")], scale: 900)
            let simulation = try await zone.folder.simulate(Self.scene, clock: "clock.yaml")
            try zone.configure("substation", Self.buses)
            let service = try await zone.start("substation")
            let applied = try await zone.register(
                TestZone.registry(meters: [("M1", "12000101"), ("M2", "12000202"), ("M3", "12000303")]))
            #expect(applied.code == 0, "\(applied)")
            _ = try await service.register(of: "M1")
            let before = try await service.register(of: "M3")
            #expect(try await service.meter("M2")?.registers.isEmpty == true)

            try await wait(for: "a whole interval") {
                try await service.meter("M3")?.measured?.intervals.first?.quantity.map { _ in () }
            }
            let isOver = Guarded(false)
            let watch = Task { try await self.longestPause(service) { isOver.withLock { $0 } } }
            let report = try await self.reload(
                service, zone,
                [
                    ("poll: 0.3", "poll: 0.2"), ("collection: 6m", "collection: 7m"),
                    ("heartbeat: 5m", "heartbeat: 4m"),
                    ("channel: 1", "channel: 2"),
                    (
                        "      - name: house-1\n",
                        "      - {name: house-2, unit: 2, profile: eastron-sdm120, meter: M2}\n      - name: house-1\n"
                    ),
                ])
            #expect(report.problem == nil, "\(report)")
            #expect(
                report.applied.sorted() == [
                    "buses[line-1].devices[house-2]: added", "buses[line-1].poll: 0.2, was 0.3",
                    "collection: 420s, was 360s",
                ], "\(report)")
            #expect(
                report.waiting == [
                    "heartbeat: 240s, was 300s", "buses[line-1].devices[house-1].relay.channel: 2, was 1",
                ], "\(report)")
            // The new device is read, and its energy comes to the chain.
            _ = try await service.register(of: "M2")
            // The relay's line goes on, and so does the meter that was there.
            let between = try await service.register(of: "M3") { $0.boundary > before.boundary }
            _ = try await service.register(of: "M1") { $0.boundary > between.boundary }
            let buses = try await self.statistics(service)
            #expect(buses.map(\.openings) == [2, 1] && buses.map(\.state) == ["open", "open"], "\(buses)")
            // The other line was read all the time, and no interval of it is without its energy.
            isOver.withLock { $0 = true }
            let seen = try await watch.value
            #expect(seen.pause < .seconds(2) && seen.intervals.count > 2, "\(seen)")
            #expect(seen.intervals.allSatisfy { $0.quantity != nil && $0.quality == "valid" }, "\(seen)")

            try await self.broken(service, zone)
            #expect(service.child.exitCode == nil)
            #expect(await service.child.stop() == 0)
            await simulation.stop()
        }

        /// Mistakes change nothing, and are told by the log, the status and the doctor.
        private func broken(_ service: Service, _ zone: TestZone) async throws {
            let before = try await self.statistics(service)
            let bad = try await self.reload(service, zone, [("poll: 0.2", "poll: often")])
            #expect(bad.problem?.contains("buses[0].poll: found `often`") == true, "\(bad)")
            #expect(bad.waiting.count == 2)
            let doctor = try await zone.gridtally(
                "doctor", "--config", "substation.yaml", "--socket", "substation.sock")
            #expect(doctor.output.contains("refused:"), "\(doctor)")
            let status = try await zone.gridtally("status", "--socket", "substation.sock")
            #expect(status.output.contains("CONFIGURATION REFUSED"), "\(status)")
            #expect(status.output.contains("in force after a restart: heartbeat: 240s"), "\(status)")
            let unknown = try await self.reload(
                service, zone,
                [("poll: often", "poll: 0.2"), ("unit: 2, profile: eastron-sdm120", "unit: 2, profile: nobody")])
            #expect(unknown.problem?.contains("the profile nobody, which is not there") == true, "\(unknown)")
            let after = try await self.statistics(service)
            #expect(after.map(\.openings) == before.map(\.openings))
            #expect(
                service.child.errors.contains("is not taken over") || service.child.output.contains("is not taken over")
            )
            let good = try await self.reload(service, zone, [("profile: nobody", "profile: eastron-sdm120")])
            #expect(good.problem == nil && good.applied.isEmpty && good.waiting.count == 2, "\(good)")
            try await wait(for: "polls") {
                zip(try await self.statistics(service), after).allSatisfy { $0.transactions > $1.transactions + 5 }
                    ? () : nil
            }
        }
    }
}
