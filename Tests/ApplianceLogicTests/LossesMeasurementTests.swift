import Foundation
import Testing

@testable import Appliance

/// `gridtally measure losses` on feeders in memory, and the same from the files that it writes.
@Suite final class LossesMeasurementTests {
    private let folder = FileManager.default.temporaryDirectory.appendingPathComponent("losses-\(UUID().uuidString)")

    deinit { try? FileManager.default.removeItem(at: self.folder) }

    /// A tap of 9 % and a normal feeder.
    private func measure(out: URL?) throws -> (LossesFigures, said: [String]) {
        var said: [String] = []
        let figures = try LossesMeasurement(seed: 10, mixed: 1, normal: 1, days: 9, out: out).run { said.append($0) }
        return (figures, said)
    }

    @Test func `files tell the same alarms and the same score as memory`() throws {
        let (figures, said) = try self.measure(out: self.folder)
        #expect(said.count == 2 && said[0].hasPrefix("1/2 gen-001: ") && said[1].hasPrefix("2/2 gen-002: "))
        #expect(figures.score.scenarios.map(\.scenario) == ["gen-001", "gen-002"])
        #expect(figures.score.scenarios.map { $0.family == nil } == [false, true])
        #expect(figures.processorSeconds > 0 && figures.processorSecondsScaledToYear > figures.processorSeconds)

        let alarms = self.folder.appendingPathComponent("alarms.jsonl")
        var lines = ""
        for name in ["gen-001", "gen-002"] {
            let files = self.folder.appendingPathComponent(name)
            _ = try FeederAnalysis(
                topology: files.appendingPathComponent("topology.json"),
                readings: files.appendingPathComponent("readings.csv.gz")
            ) { lines += try ReportJSON.line($0) + "\n" }
        }
        let written = String(decoding: try Data(contentsOf: alarms), as: UTF8.self)
        #expect(!lines.isEmpty && lines == written)
        let score = try LossScore(alarms: [alarms], folder: self.folder)
        #expect(try ReportJSON.line(score) == ReportJSON.line(figures.score))
        #expect(throws: FileError.self, "nothing is replaced") { try self.measure(out: self.folder) }
    }

    @Test func `alarms that are there already are told before anything is simulated`() throws {
        try FileManager.default.createDirectory(at: self.folder, withIntermediateDirectories: true)
        try Data().write(to: self.folder.appendingPathComponent("alarms.jsonl"))
        var said = 0
        #expect(throws: FileError.self) {
            try LossesMeasurement(seed: 10, mixed: 1, normal: 1, days: 9, out: self.folder).run { _ in said += 1 }
        }
        #expect(said == 0)
    }

    @Test func `normal feeders are those of balance generate`() throws {
        try FeederGeneration(
            seed: 3 + LossesMeasurement.normalSeedOffset, count: 1, family: "normal", days: 7,
            folder: self.folder.appendingPathComponent("a")
        ).run { _ in }
        _ = try LossesMeasurement(
            seed: 3, mixed: 0, normal: 1, days: 7, out: self.folder.appendingPathComponent("b")
        ).run { _ in }
        for name in ["topology.json", "readings.csv.gz", "truth.json"] {
            #expect(
                try Data(contentsOf: self.folder.appendingPathComponent("a/gen-001/\(name)"))
                    == Data(contentsOf: self.folder.appendingPathComponent("b/gen-001/\(name)")), "\(name)")
        }
    }
}
