import FeederSimulation
import Foundation
import LossDetection
import Metering
import Storage
import Testing

@testable import Appliance

/// A feeder with a tap: its files, and what a box without meters of current would read of it.
struct WatchedFeeder {
    private static let codes = Dictionary(
        uniqueKeysWithValues: FeederQuantity.codes.map { ($1, ObisCode(1, 0, $0[0], $0[1], $0[2])) })

    let folder: MeasureFolder
    let topology: URL
    let readings: URL
    var samples: [TelemetrySample] = []
    var seen: [String: Set<FeederQuantity>] = [:]

    init(days: Int = 14) throws {
        self.folder = try MeasureFolder()
        let scenario = try FeederScenario(FeederRequest(name: "t", seed: 11, family: .tap, days: days))
        let files = self.folder.file("t")
        try FeederGeneration.write(scenario, to: files)
        self.topology = files.appendingPathComponent("topology.json")
        self.readings = files.appendingPathComponent("readings.csv.gz")
        var memory = SimulatedReadings(scenario)
        while let row = memory.next() {
            self.seen[row.meter, default: []].insert(row.quantity)
            if case .current = row.quantity { continue }
            guard !row.isSuspect || row.quantity.isCumulative, let code = Self.codes[row.quantity] else {
                continue
            }
            self.samples.append(
                TelemetrySample(meter: row.meter, quantity: code, time: row.time, value: row.value))
        }
    }

    var end: UTCTime { self.samples.last?.time ?? UTCTime(seconds: 0) }

    /// - Parameter tagged: the places with a safety tag; nil where they cannot be read.
    func watch(_ log: KeptLog, tagged: [String]? = [], desk: FindingDesk? = nil) throws -> LossWatch {
        let now = self.end
        let grid = try WatchedGrid(.init(node: "N1", topology: self.topology), seen: self.seen)
        return LossWatch(
            [grid], data: self.folder.url, isClockSure: { true }, now: { now }, paused: { _ in tagged }, desk: desk,
            log: log.logger)
    }

    /// Lets a watch take samples to their end.
    func run(_ watch: LossWatch, _ samples: some Sequence<TelemetrySample>) async {
        for sample in samples { watch.feed.take(sample) }
        watch.feed.finish()
        await watch.run()
    }

    /// Lets a watch take everything.
    func runAll(_ log: KeptLog, tagged: [String]? = []) async throws {
        // The feed keeps the newest that wait: it must not be more than fits.
        try #require(self.samples.count < 1 << 16)
        await self.run(try self.watch(log, tagged: tagged), self.samples)
    }
}
