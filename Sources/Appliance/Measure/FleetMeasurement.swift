public import Foundation
import Metering

/// `gridtally measure fleet`: the memory of one box with many lines over time.
///
/// The box is the service itself, with a chain of its own; lines and meters are a third process.
public struct FleetMeasurement: Sendable {
    public var lines: Int
    /// On each line.
    public var units: Int
    public var seconds: Double
    public var profile: String
    public var profiles: URL

    public init(lines: Int, units: Int, seconds: Double, profile: String, profiles: URL) {
        (self.lines, self.units, self.seconds, self.profile) = (lines, units, seconds, profile)
        self.profiles = profiles.standardizedFileURL
    }

    public func run() async throws -> FleetFigures {
        let folder = try MeasureFolder()
        defer { folder.remove() }
        try IdleZone(folder: folder).write()
        try folder.put("scene.yaml", self.scene)
        let box = try String(contentsOf: folder.file("validator.yaml"), encoding: .utf8)
        try folder.put("validator.yaml", box + self.buses)
        let simulation = try ChildProcess(
            "simulation",
            ["simulate", "--scene", folder.file("scene.yaml").path, "--profiles", self.profiles.path],
            folder: folder.url)
        var children = [simulation]
        do {
            try await Story().wait(for: "the simulated lines", seconds: 30) {
                FileManager.default.fileExists(atPath: folder.file("line-\(self.lines).tty").path) ? () : nil
            }
            let service = try ChildProcess(
                "box", ["run", "--config", folder.file("validator.yaml").path], folder: folder.url)
            children.append(service)
            let figures = try await self.watch(service, ControlClient(socket: folder.file("validator.sock")))
            for child in children.reversed() { await child.stop() }
            return figures
        } catch {
            for child in children.reversed() {
                FileHandle.standardError.write(Data("last words of \(child.name):\n\(child.tail())\n".utf8))
                await child.stop()
            }
            throw error
        }
    }

    private func watch(_ box: ChildProcess, _ client: ControlClient) async throws -> FleetFigures {
        try await Story().wait(for: "answers of every meter", seconds: 300) {
            let status: StatusReport = try await client.get("/api/v1/status")
            let devices = status.buses.flatMap(\.devices)
            return devices.count == self.lines * self.units && devices.allSatisfy(\.isCommunicating) ? () : nil
        }
        var samples: [FleetFigures.Sample] = []
        let start = ContinuousClock.now
        let before = try await Self.transactions(client)
        while ContinuousClock.now - start < .seconds(self.seconds) {
            guard let usage = ProcessUsage(of: box.identifier) else {
                throw StepFailure(step: "the box runs", lastSeen: "it has ended")
            }
            let elapsed = ContinuousClock.now - start
            samples.append(FleetFigures.Sample(seconds: elapsed / .seconds(1), usage))
            try await Task.sleep(for: .milliseconds(500))
        }
        let transactions = try await Self.transactions(client) - before
        return FleetFigures(self, samples: samples, transactions: transactions)
    }

    private static func transactions(_ client: ControlClient) async throws -> Int {
        let status: StatusReport = try await client.get("/api/v1/status")
        return status.buses.reduce(0) { $0 + $1.transactions }
    }

    private var scene: String {
        let lines = (1...self.lines).map { line in
            """
              - name: line-\(line)
                link: line-\(line).tty
                baud: 9600
                turnaround_ms: 20
                houses: {count: \(self.units), first_unit: 1, profile: \(self.profile), \
            first_serial: \(line)000, daily_kwh: [6, 14]}

            """
        }
        return "scene: fleet\nlines:\n" + lines.joined()
    }

    private var buses: String {
        let buses = (1...self.lines).map { line in
            let devices = (1...self.units).map {
                "      - {name: m\(line)-\($0), unit: \($0), profile: \(self.profile), meter: M\(line)-\($0)}\n"
            }
            return "  - name: line-\(line)\n    port: line-\(line).tty\n    poll: 1\n    telemetry: 5\n    devices:\n"
                + devices.joined()
        }
        return "profiles: \(self.profiles.path)\nbuses:\n" + buses.joined()
    }
}
