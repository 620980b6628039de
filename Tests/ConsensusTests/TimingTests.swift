import Consensus
import Metering
import Testing

@Suite("Durations and block times")
struct TimingTests {
    @Test("Time-outs grow to their cap")
    func timeouts() {
        let timing = ConsensusTiming()
        #expect(timing.viewTimeout(afterViews: 0) == 1_500_000_000)
        #expect(timing.viewTimeout(afterViews: 1) == 2_250_000_001)
        #expect(timing.viewTimeout(afterViews: 100) == 60_000_000_000)
        #expect(timing.viewTimeout(afterViews: .max) == 60_000_000_000)
    }

    @Test("Values beyond their range are cut to it")
    func ranges() {
        let timing = ConsensusTiming(
            viewTimeoutNanoseconds: .max, maximumViewTimeoutNanoseconds: .max, batchNanoseconds: .min,
            heartbeatMilliseconds: .max, scale: .max)
        #expect(timing.viewTimeout(afterViews: 9) == 86_400_000_000_000)
        #expect(timing.batchNanoseconds == 0)
        #expect(timing.scale == 10_000)
    }

    @Test("A block is later than its parent and at most five seconds ahead")
    func blockTimes() {
        let parent = UTCTime(seconds: 1000)
        let now = UTCTime(seconds: 1010)
        let rule: (Int64) -> BlockTimeVerdict = {
            BlockTimeRule.verdict(on: UTCTime(milliseconds: $0), after: parent, now: now)
        }
        #expect(rule(1_000_000) == .notAfterParent)
        #expect(rule(1_000_001) == .allowed)
        #expect(rule(1_015_000) == .allowed)
        #expect(rule(1_015_001) == .early(milliseconds: 1))
        #expect(
            BlockTimeRule.allowed(after: parent, now: now) == UTCTime(milliseconds: 1_000_001)...UTCTime(seconds: 1015))
        #expect(BlockTimeRule.proposal(after: parent, now: now) == now)
        #expect(BlockTimeRule.proposal(after: parent, now: UTCTime(seconds: 996)) == UTCTime(milliseconds: 1_000_001))
        #expect(BlockTimeRule.proposal(after: parent, now: UTCTime(seconds: 995)) == nil)
    }

    @Test("An unsure clock counts from the parent")
    func unsureClock() {
        let parent = UTCTime(seconds: 1000)
        #expect(BlockTimeRule.now(.unsure, parent: parent, sinceParentMilliseconds: 2500).milliseconds == 1_002_500)
        #expect(
            BlockTimeRule.now(.trusted(UTCTime(seconds: 5)), parent: parent, sinceParentMilliseconds: 9).seconds == 5)
    }
}
