import FeederSimulation
import Foundation
import LossDetection
import Metering
import Storage
import Testing

@testable import Appliance

@Suite struct LossWatchTests {
    private static func told(_ log: KeptLog) -> [String] { log.lines.filter { $0.contains("loss at N1") } }

    @Test func `a finding is that of the analysis of files, told once, without houses, and known after a restart`()
        async throws
    {
        let feeder = try WatchedFeeder()
        defer { feeder.folder.remove() }
        let analysis = try FeederAnalysis(topology: feeder.topology, readings: feeder.readings) { _ in }
        let expected = try #require(analysis.last)
        let log = KeptLog()
        try await feeder.runAll(log)
        let told = Self.told(log)
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
        #expect(Self.told(log).count == 1)
        for house in grid.labels.houses { #expect(!log.lines.contains { $0.contains(house) }) }
    }

    @Test func `while a safety tag stands nothing is told, and once afterwards, also over a restart`() async throws {
        let feeder = try WatchedFeeder()
        defer { feeder.folder.remove() }
        let log = KeptLog()
        let tagged = try feeder.watch(log, tagged: ["bus A"])
        await feeder.run(tagged, feeder.samples)
        let report = try #require(await tagged.reports(node: "N1").first)
        #expect(report.finding != nil && report.text.contains("while a safety tag stands on bus A"))
        // Where the tags cannot be read, somebody may be at work.
        let unknown = try feeder.watch(log, tagged: nil)
        await feeder.run(unknown, [])
        #expect(await unknown.reports(node: "N1").first?.text.contains("the safety tags cannot be read") == true)
        #expect(Self.told(log).isEmpty)
        await feeder.run(try feeder.watch(log), [])
        await feeder.run(try feeder.watch(log), [])
        #expect(Self.told(log).count == 1)
    }

    @Test func `a clock that was hours ahead costs what was read then, and ends no finding`() async throws {
        let feeder = try WatchedFeeder()
        defer { feeder.folder.remove() }
        let log = KeptLog()
        try await feeder.runAll(log)
        let back = feeder.end.adding(seconds: -3 * 3600)
        let again = feeder.samples.filter { $0.time > back }
        let watch = try feeder.watch(log)
        await feeder.run(watch, again)
        #expect(log.lines.count { $0.contains("the clock is back at") } == 1)
        #expect(Self.told(log).count == 1)
        let grid = try #require(await watch.grids.first)
        #expect(grid.newest == feeder.end && grid.alarm.judgement != nil)
        let (store, _) = try await TelemetryStore.open(directory: feeder.folder.url.path)
        let page = try await store.page(after: TelemetryCursor(since: back), count: 100_000)
        #expect(page.samples.count { $0.time > back } == again.count)
        try await store.close()
    }
}
