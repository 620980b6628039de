import FeederSimulation
import Foundation
import LossDetection
import Metering
import Storage
import Testing

@testable import Appliance

@Suite struct LossWatchTests {
    private static let codes: [FeederQuantity: ObisCode] = {
        let registers: [UInt8] = [1, 2, 21, 41, 61, 22, 42, 62]
        let moments: [UInt8] = [32, 52, 72, 31, 51, 71]
        let codes = registers.map { ObisCode(1, 0, $0, 8, 0) } + moments.map { ObisCode(1, 0, $0, 7, 0) }
        return Dictionary(codes.compactMap { code in FeederQuantity(code).map { ($0, code) } }) { first, _ in first }
    }()

    /// A feeder with a tap: its files, and what a box would read of it.
    private struct Feeder {
        let folder: MeasureFolder
        let topology: URL
        let readings: URL
        var samples: [TelemetrySample] = []
        var seen: [String: Set<FeederQuantity>] = [:]

        init() throws {
            self.folder = try MeasureFolder()
            let scenario = try FeederScenario(FeederRequest(name: "t", seed: 11, family: .tap, days: 14))
            let files = self.folder.file("t")
            try FeederGeneration.write(scenario, to: files)
            self.topology = files.appendingPathComponent("topology.json")
            self.readings = files.appendingPathComponent("readings.csv.gz")
            var memory = SimulatedReadings(scenario)
            while let row = memory.next() {
                self.seen[row.meter, default: []].insert(row.quantity)
                guard !row.isSuspect || row.quantity.isCumulative, let code = LossWatchTests.codes[row.quantity] else {
                    continue
                }
                self.samples.append(
                    TelemetrySample(meter: row.meter, quantity: code, time: row.time, value: row.value))
            }
        }

        func watch(_ log: KeptLog, tagged: [String] = []) throws -> LossWatch {
            let now = self.samples.last?.time ?? UTCTime(seconds: 0)
            let grid = try WatchedGrid(.init(node: "N1", topology: self.topology), seen: self.seen)
            return LossWatch(
                [grid], data: self.folder.url, isClockSure: { true }, now: { now }, paused: { _ in tagged },
                log: log.logger)
        }

        /// Lets a watch take samples to their end.
        func run(_ watch: LossWatch, _ samples: some Sequence<TelemetrySample>) async {
            for sample in samples { watch.feed.take(sample) }
            watch.feed.finish()
            await watch.run()
        }
    }

    @Test func `a finding is that of the analysis of files, told once, without houses, and known after a restart`()
        async throws
    {
        let feeder = try Feeder()
        defer { feeder.folder.remove() }
        let analysis = try FeederAnalysis(topology: feeder.topology, readings: feeder.readings) { _ in }
        let expected = try #require(analysis.last)
        let log = KeptLog()
        // The feed keeps the newest that wait: more at once than a box reads in days.
        var place = 0
        while place < feeder.samples.count {
            let end = min(place + 60_000, feeder.samples.count)
            let watch = try feeder.watch(log)
            await feeder.run(watch, feeder.samples[place..<end])
            place = end
        }
        let told = log.lines.filter { $0.contains("loss at N1") }
        #expect(told.count == 1)
        #expect(told.first?.contains("gridtally findings N1") == true)
        let again = try feeder.watch(log)
        await feeder.run(again, [])
        let grid = try #require(await again.grids.first)
        let judgement = try #require(grid.alarm.judgement)
        let line = grid.labels.line(judgement)
        #expect(line.kind == expected.kind && line.phase == expected.phase)
        #expect(line.suspects.first == expected.suspects.first)
        #expect(abs((line.energyWh ?? 0) / (expected.energyWh ?? 1) - 1) < 0.2)
        let report = try #require(await again.reports(node: "N1").first)
        #expect(report.finding?.firstSteps.isEmpty == false && report.finding?.alarm.kind == expected.kind)
        #expect(report.text.contains(LossWords(labels: grid.labels, judgement: judgement).sentence))
        #expect(report.text.contains("L1: up to "))
        #expect(report.summary.coverage.allSatisfy { $0.until != nil } && !report.isReplaying)
        #expect(Set(report.summary.sensitivity.map(\.days)) == [7])
        #expect(await again.page(node: "N1")?.contains("Look first") == true)
        #expect(await again.reports(node: "N2").isEmpty)
        await again.tellNews()
        #expect(log.lines.count { $0.contains("loss at N1") } == 1)
        for house in grid.labels.houses { #expect(!log.lines.contains { $0.contains(house) }) }
    }
}
