import Foundation
import Testing

extension ServiceTests {
    @Suite("An adapter that is pulled out and plugged in again", .timeLimit(.minutes(2)))
    struct ReplugTests {
        private static let away = 1.2
        private static let scene = """
            scene: replug
            seed: 1
            lines:
              - name: line
                link: line.tty
                baud: 38400
                parity: even
                turnaround_ms: 2
                devices: {count: 3, profile: eastron-sdm120, first_serial: 12000001}
                faults:
                  unplug: {at_s: 3, for_s: \(away), every_s: 2.4}

            """
        private static let lines = """
            buses:
              - name: line-1
                port: line.tty
                baud: 38400
                parity: E
                devices:
                  - {name: a, unit: 1, profile: eastron-sdm120, fields: [voltage.l1]}
                  - {name: b, unit: 2, profile: eastron-sdm120, fields: [voltage.l1]}
                  - {name: c, unit: 3, profile: eastron-sdm120, fields: [voltage.l1]}

            """

        @Test("polling goes on within 0.2 s of the port's return, each time on another device node")
        func gaps() async throws {
            let folder = try TemporaryFolder()
            try folder.write("lines.yaml", Self.lines)
            let simulation = try await folder.simulate(Self.scene)
            let result = try await run(
                Executable.file,
                [
                    "poll", "--config", "lines.yaml", "--profiles", Executable.profiles.path, "--seconds", "13",
                    "--json",
                ],
                in: folder.url)
            await simulation.stop()
            #expect(result.code == 0, "\(result.errors)")
            let times = try result.objects().filter { $0["quality"] as? String == "valid" }
                .compactMap { $0["t"] as? Double }.sorted()
            let gaps = zip(times, times.dropFirst()).map { $1 - $0 }.filter { $0 > Self.away * 0.9 }.sorted()
            try #require(gaps.count >= 3, "\(gaps)")
            // One exchange before and one after belong to the gap.
            #expect(gaps[gaps.count / 2] < Self.away + 0.2, "seconds without a value: \(gaps)")
            withExtendedLifetime(folder) {}
        }
    }
}
