import Foundation
import Testing

@Suite("Showing how lines are read", .timeLimit(.minutes(1)))
struct PlanTests {
    private static func lines(baud: Int, poll: String, meters: Int) -> String {
        let devices = (1...meters).map {
            "      - {name: meter-\($0), unit: \($0), profile: eastron-sdm630, meter: M\($0), rating_kw: 11}\n"
        }
        return """
            buses:
              - name: line-1
                port: /dev/does-not-exist
                baud: \(baud)
                parity: N
                poll: \(poll)
                telemetry: \(poll)
                devices:
            \(devices.joined())
            data: data

            """
    }

    private func plan(_ folder: TemporaryFolder, _ more: [String] = []) async throws -> CommandResult {
        try await run(
            Executable.file,
            ["plan", "--config", "lines.yaml", "--profiles", Executable.profiles.path] + more, in: folder.url)
    }

    @Test("blocks, their time and share, and the gain, without opening a port and within 80 columns")
    func report() async throws {
        let folder = try TemporaryFolder()
        try folder.write("lines.yaml", Self.lines(baud: 9600, poll: "60", meters: 2))
        let text = try await self.plan(folder)
        #expect(text.code == 0 && text.output.contains("bus line-1: /dev/does-not-exist, 9600 baud"), "\(text)")
        #expect(text.output.contains("turnaround 20.0 ms (assumed)") && text.output.contains("function 4, "))
        #expect(text.output.split(separator: "\n").allSatisfy { $0.count < 80 }, "\(text)")
        let json = try await self.plan(folder, ["--json"])
        let report = try #require(try json.objects().first)
        let bus = try #require((report["buses"] as? [[String: Any]])?.first)
        let device = try #require((bus["devices"] as? [[String: Any]])?.first)
        let round = try #require((device["rounds"] as? [[String: Any]])?.first)
        let reads = try #require(round["reads"] as? [[String: Any]])
        // 13 characters and two for each register, 20 ms, 3.5 characters.
        for read in reads {
            let count = try #require(read["count"] as? Double)
            let time = try #require(read["milliseconds"] as? Double)
            #expect(abs(time - ((13 + 3.5 + 2 * count) / 0.96 + 20)) < 0.01)
        }
        let (share, separate) = (bus["share"] as? Double ?? 0, bus["separate_share"] as? Double ?? 0)
        #expect(share > 0 && share < separate && share <= bus["greedy_share"] as? Double ?? 0)
        withExtendedLifetime(folder) {}
    }

    @Test("a bus that is asked for more than it can is told plainly, and by the exit code")
    func overbooked() async throws {
        let folder = try TemporaryFolder()
        try folder.write("lines.yaml", Self.lines(baud: 2400, poll: "5", meters: 30))
        let text = try await self.plan(folder)
        #expect(text.code == 1 && text.output.contains("OVERBOOKED") && text.output.contains("Raise poll"), "\(text)")
        let other = try await self.plan(folder, ["--bus", "other"])
        #expect(other.code == 2 && other.errors.contains("there is no bus other"), "\(other)")
        withExtendedLifetime(folder) {}
    }

    @Test("a learned turnaround is taken from the box's data folder")
    func learned() async throws {
        let folder = try TemporaryFolder()
        try folder.write("lines.yaml", Self.lines(baud: 9600, poll: "60", meters: 1))
        try FileManager.default.createDirectory(
            at: folder.file("data"), withIntermediateDirectories: false)
        let map = #"[{"map":{"tables":{},"turnaround_nanoseconds":7000000},"profile":"eastron-sdm630"}]"#
        try folder.write("data/read-maps.json", map)
        let text = try await self.plan(folder)
        #expect(text.code == 0 && text.output.contains("turnaround 7.0 ms (learned)"), "\(text)")
        withExtendedLifetime(folder) {}
    }
}
