import Metering
import Testing

@testable import LossDetection

/// No supply is no theft, and what a stand-by generator feeds is not either.
@Suite struct SupplyTests {
    @Test func cutsOfTheSupplyRaiseNothing() throws {
        let (alarms, last, _) = try SmallFeeder(days: 20, hasCuts: true).run()
        #expect(alarms.isEmpty && last == nil)
    }

    @Test func declaredGeneratorRaisesNothingAndOneThatIsNotKnownDoes() throws {
        let declared = try SmallFeeder(days: 20, hasCuts: true, hasGenerator: true).run()
        #expect(declared.alarms.isEmpty && declared.last == nil)
        #expect(declared.detector.coverage.allSatisfy { $0.until != nil })
        let unknown = try SmallFeeder(days: 20, hasCuts: true, hasGenerator: true, isDeclared: false).run()
        #expect(!unknown.alarms.isEmpty)
    }

    @Test func tapIsFoundBesideAGenerator() throws {
        let feeder = SmallFeeder(
            days: 20, event: .tap(watts: 150), eventDay: 10, hasCuts: true, hasGenerator: true)
        let (alarms, last, _) = try feeder.run()
        let onset = SmallFeeder.start.adding(seconds: 10 * 86_400)
        #expect(alarms.allSatisfy { $0.time >= onset })
        let found = try #require(last)
        #expect(found.kind == .unmeteredLoad && found.phase == .l2)
        #expect(abs(found.onset.seconds - onset.seconds) <= 86_400)
    }
}
