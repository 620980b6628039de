import Foundation

/// `gridtally measure losses --year`: what the loss detector costs a box over a year of one feeder.
public struct LossYearMeasurement: Sendable {
    /// Gives a normal feeder with 40 houses.
    public static let usualSeed: UInt64 = 70

    private let seed: UInt64
    private let days: Int

    /// - Parameters:
    ///   - seed: as for `gridtally balance generate --family normal`.
    ///   - days: within ``FeederGeneration/dayRange``.
    public init(seed: UInt64 = Self.usualSeed, days: Int = LossYearFigures.days) {
        (self.seed, self.days) = (seed, days)
    }

    public func run() async throws -> LossYearFigures {
        let folder = try MeasureFolder()
        defer { folder.remove() }
        let place = try await self.simulate(in: folder)
        let watch = IntervalWatch(place.appendingPathComponent("readings.csv.gz"), days: self.days)
        var alarms = 0
        let analysis = try FeederAnalysis(try GridFile(place.appendingPathComponent("topology.json"))) {
            try watch.restart()
            return watch
        } say: { _ in
            alarms += 1
        }
        return LossYearFigures(houses: analysis.houses, days: self.days, watch: watch, alarms: alarms)
    }

    /// In a process of its own: what a simulation gives back to the allocator would hide what the detector takes.
    private func simulate(in folder: MeasureFolder) async throws -> URL {
        let child = try ChildProcess(
            "simulation",
            [
                "balance", "generate", "--family", "normal", "--seed", "\(self.seed)", "--days", "\(self.days)",
                "--out", folder.url.path,
            ], folder: folder.url)
        let place = folder.file("gen-001")
        guard try await child.end() == 0 else {
            throw FileError(place, "was not simulated: \(child.tail())", "Is there room on the disk?")
        }
        return place
    }
}
