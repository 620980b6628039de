import LossDetection
import Metering
import Testing

/// The balance one level up: a feeder's meter over transformers' meters.
@Suite struct HierarchyTests {
    private static let days = 30
    private static let start = UTCTime(seconds: 1_767_225_600)
    private static let loads = (1...2).map { TransformerLoads(days: days, count: 5, seed: UInt64($0)) }

    @Test(arguments: [(0, true), (1, true), (0, false), (1, false)])
    func `a clean month raises nothing`(_ number: Int, _ isByPhase: Bool) throws {
        let run = try SimulatedFeeder(loads: Self.loads[number], seed: 7, isByPhase: isByPhase).run()
        #expect(run.alarms.isEmpty && run.last == nil)
        #expect(run.detector.coverage.allSatisfy { $0.until ?? Self.start > Self.start.adding(seconds: 29 * 86_400) })
    }

    @Test(arguments: [(0, 0), (1, 2)])
    func `a tap before the transformers is found on its phase`(_ number: Int, _ phase: Int) throws {
        let feeder = SimulatedFeeder(
            loads: Self.loads[number], seed: 8, isByPhase: true, tap: (share: 0.03, phase: phase, day: 20))
        let run = try feeder.run()
        let first = try #require(run.alarms.first)
        let onset = Self.start.adding(seconds: 20 * 86_400)
        #expect(first.time >= onset && first.time <= onset.adding(seconds: 3 * 86_400))
        let last = try #require(run.last)
        #expect(last.kind == .unmeteredLoad && last.phase?.rawValue == phase && last.suspects.count == 5)
        #expect(abs(last.energy - feeder.tapEnergy) < 0.1 * feeder.tapEnergy)
    }

    @Test func `the balance of the transformer below stays clean`() throws {
        let feeder = SimulatedFeeder(
            loads: Self.loads[0], seed: 8, isByPhase: true, tap: (share: 0.03, phase: 0, day: 20))
        let run = try feeder.below(0)
        #expect(run.alarms.isEmpty && run.last == nil)
        #expect(run.detector.coverage.allSatisfy { $0.until ?? Self.start > Self.start.adding(seconds: 29 * 86_400) })
    }

    @Test(arguments: [0, 1]) func `where there is one register for all phases it is found too`(_ number: Int) throws {
        let feeder = SimulatedFeeder(
            loads: Self.loads[number], seed: 9, isByPhase: false, tap: (share: 0.03, phase: 1, day: 20))
        let run = try feeder.run()
        let first = try #require(run.alarms.first)
        let onset = Self.start.adding(seconds: 20 * 86_400)
        #expect(first.time >= onset && first.time <= onset.adding(seconds: 3 * 86_400))
        let last = try #require(run.last)
        #expect(last.kind == .unmeteredLoad && last.phase == nil)
        #expect(abs(last.energy - feeder.tapEnergy) < 0.1 * feeder.tapEnergy)
    }
}
