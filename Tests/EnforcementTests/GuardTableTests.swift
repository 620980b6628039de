import Enforcement
import Metering
import Testing

/// One change to facts on which everything holds, and whether the guard still does.
struct GuardCase: Sendable, CustomTestStringConvertible {
    let guarding: SwitchingGuard
    let name: String
    let passes: Bool
    let change: @Sendable (inout GuardFacts) -> Void

    init(
        _ guarding: SwitchingGuard, _ name: String, _ passes: Bool,
        _ change: @escaping @Sendable (inout GuardFacts) -> Void
    ) {
        (self.guarding, self.name, self.passes, self.change) = (guarding, name, passes, change)
    }

    var testDescription: String { "\(self.guarding): \(self.name)" }
}

@Suite struct GuardTableTests {
    private static func time(_ text: String) -> UTCTime { UTCTime(rfc3339: text)! }

    private static let ago: @Sendable (Int64) -> Int64 = {
        GuardFixture.start.monotonicNanoseconds - $0 * 1_000_000_000
    }

    private static let far = UTCTime(milliseconds: Int64.max)

    static let chain: [GuardCase] = [
        GuardCase(.final, "as it is", true) { _ in },
        GuardCase(.final, "not final", false) { $0.order?.isFinal = false },
        GuardCase(.final, "revoked", false) { $0.order?.isRevoked = true },
        GuardCase(.final, "tip below the order", false) { $0.order?.tipHeight = 899 },
        GuardCase(.final, "unknown", false) { $0.order = nil },
        GuardCase(.fresh, "30 min old", true) { $0.tipTime = $0.moment.time.adding(seconds: -1800) },
        GuardCase(.fresh, "older", false) { $0.tipTime = $0.moment.time.adding(milliseconds: -1_800_001) },
        GuardCase(.fresh, "30 min ahead", true) { $0.tipTime = $0.moment.time.adding(seconds: 1800) },
        GuardCase(.fresh, "further ahead", false) { $0.tipTime = $0.moment.time.adding(milliseconds: 1_800_001) },
        GuardCase(.fresh, "absurd", false) { $0.tipTime = UTCTime(milliseconds: Int64.min) },
        GuardCase(.fresh, "unknown", false) { $0.tipTime = nil },
        GuardCase(.clock, "NTP alone", true) { $0.hardwareTime = nil },
        GuardCase(.clock, "RTC alone", true) { $0.networkTime = nil },
        GuardCase(.clock, "RTC off, NTP agrees", true) { $0.hardwareTime = Self.far },
        GuardCase(.clock, "5 min apart", true) {
            $0.networkTime = $0.moment.time.adding(seconds: 300)
            $0.hardwareTime = nil
        },
        GuardCase(.clock, "over 5 min apart", false) {
            $0.networkTime = $0.moment.time.adding(milliseconds: 300_001)
            $0.hardwareTime = $0.moment.time.adding(milliseconds: -300_001)
        },
        GuardCase(.clock, "NTP and RTC agree, the chain does not", false) {
            $0.chainTime = $0.moment.time.adding(seconds: 301)
        },
        GuardCase(.clock, "the own clock alone is off", false) {
            let right = $0.moment.time.adding(seconds: 301)
            ($0.chainTime, $0.networkTime, $0.hardwareTime) = (right, right, right)
        },
        GuardCase(.clock, "neither NTP nor RTC", false) { ($0.networkTime, $0.hardwareTime) = (nil, nil) },
        GuardCase(.clock, "chain unknown", false) { $0.chainTime = nil },
        GuardCase(.notProtected, "as it is", true) { _ in },
        GuardCase(.notProtected, "protected", false) { $0.isProtected = true },
        GuardCase(.notProtected, "unknown", false) { $0.isProtected = nil },
        GuardCase(.noPaymentPending, "24 h", true) { $0.collectedThrough = $0.moment.time.adding(seconds: -86_400) },
        GuardCase(.noPaymentPending, "pending", false) { $0.pendingPayments = 1 },
        GuardCase(.noPaymentPending, "pending unknown", false) { $0.pendingPayments = nil },
        GuardCase(.noPaymentPending, "over 24 h", false) {
            $0.collectedThrough = $0.moment.time.adding(milliseconds: -86_400_001)
        },
        GuardCase(.noPaymentPending, "from the future", false) {
            $0.collectedThrough = $0.moment.time.adding(seconds: 301)
        },
        GuardCase(.noPaymentPending, "no watermark", false) { $0.collectedThrough = nil },
    ]

    static let times: [GuardCase] = [
        // Served on 21 December local time: the 16th day after is 6 January.
        GuardCase(.notice, "15 clear days", true) {
            $0.notice = .postpaid(servedAt: Self.time("2025-12-21T18:29:59Z"))
        },
        GuardCase(.notice, "14 clear days", false) {
            $0.notice = .postpaid(servedAt: Self.time("2025-12-21T18:30:00Z"))
        },
        GuardCase(.notice, "from the future", false) {
            $0.notice = .postpaid(servedAt: $0.moment.time.adding(seconds: 1))
        },
        GuardCase(.notice, "absurd", false) { $0.notice = .postpaid(servedAt: UTCTime(milliseconds: Int64.min)) },
        GuardCase(.notice, "no calendar", false) { $0.calendar = nil },
        GuardCase(.notice, "prepaid, used up", true) {
            $0.notice = .prepaid(alertedPercents: [30, 10, 0], emergencyCreditEndedAt: $0.moment.time)
        },
        GuardCase(.notice, "prepaid, an alert is missing", false) {
            $0.notice = .prepaid(alertedPercents: [30, 0], emergencyCreditEndedAt: $0.moment.time)
        },
        GuardCase(.notice, "prepaid, credit left", false) {
            $0.notice = .prepaid(
                alertedPercents: [30, 10, 0], emergencyCreditEndedAt: $0.moment.time.adding(milliseconds: 1))
        },
        GuardCase(.notice, "prepaid, credit unknown", false) {
            $0.notice = .prepaid(alertedPercents: [30, 10, 0], emergencyCreditEndedAt: nil)
        },
        GuardCase(.notice, "unknown", false) { $0.notice = nil },
        GuardCase(.window, "10:00", true) { $0.moment.time = Self.time("2026-01-06T04:30:00Z") },
        GuardCase(.window, "09:59:59", false) { $0.moment.time = Self.time("2026-01-06T04:29:59Z") },
        GuardCase(.window, "15:59:59", true) { $0.moment.time = Self.time("2026-01-06T10:29:59Z") },
        GuardCase(.window, "16:00", false) { $0.moment.time = Self.time("2026-01-06T10:30:00Z") },
        GuardCase(.window, "Friday", false) { $0.moment.time = Self.time("2026-01-09T05:30:00Z") },
        GuardCase(.window, "Sunday", false) { $0.moment.time = Self.time("2026-01-11T05:30:00Z") },
        GuardCase(.window, "holiday", false) {
            $0.calendar = try? SwitchingCalendar(holidays: [CivilDate(year: 2026, month: 1, day: 6)!])
        },
        GuardCase(.window, "day before a holiday", false) {
            $0.calendar = try? SwitchingCalendar(holidays: [CivilDate(year: 2026, month: 1, day: 7)!])
        },
        GuardCase(.window, "broken clock", false) { $0.moment.time = Self.far },
        GuardCase(.window, "unknown", false) { $0.calendar = nil },
    ]

    static let meter: [GuardCase] = [
        GuardCase(.rightMeter, "5 min old", true) {
            $0.identity = .serial(expected: "A", read: "A", atMonotonicNanoseconds: Self.ago(300))
        },
        GuardCase(.rightMeter, "older", false) {
            $0.identity = .serial(expected: "A", read: "A", atMonotonicNanoseconds: Self.ago(301))
        },
        GuardCase(.rightMeter, "stamp ahead", false) {
            $0.identity = .serial(expected: "A", read: "A", atMonotonicNanoseconds: Self.ago(-1))
        },
        GuardCase(.rightMeter, "another meter", false) {
            $0.identity = .serial(expected: "A", read: "B", atMonotonicNanoseconds: Self.ago(0))
        },
        GuardCase(.rightMeter, "empty numbers", false) {
            $0.identity = .serial(expected: "", read: "", atMonotonicNanoseconds: Self.ago(0))
        },
        GuardCase(.rightMeter, "register goes on", true) {
            $0.identity = .registerContinuity(isContinuous: true, atMonotonicNanoseconds: Self.ago(10))
        },
        GuardCase(.rightMeter, "register jumped", false) {
            $0.identity = .registerContinuity(isContinuous: false, atMonotonicNanoseconds: Self.ago(10))
        },
        GuardCase(.rightMeter, "unknown", false) { $0.identity = nil },
        GuardCase(.rightMeter, "relay open", false) { $0.relay?.output = .open },
        GuardCase(.rightMeter, "relay unknown", false) { $0.relay?.output = .unknown },
        GuardCase(.rightMeter, "relay not read", false) { $0.relay = nil },
        GuardCase(.rightMeter, "relay read long ago", false) { $0.relay?.atMonotonicNanoseconds = Self.ago(301) },
        GuardCase(.rate, "the fourth of 200 meters", true) {
            $0.recentTrips = RecentTrips(inMinute: 3, inHour: 3, meters: 200)
        },
        GuardCase(.rate, "the fifth of 200 meters", false) {
            $0.recentTrips = RecentTrips(inMinute: 0, inHour: 4, meters: 200)
        },
        GuardCase(.rate, "fifth in a minute", true) {
            $0.recentTrips = RecentTrips(inMinute: 4, inHour: 4, meters: 1000)
        },
        GuardCase(.rate, "sixth in a minute", false) {
            $0.recentTrips = RecentTrips(inMinute: 5, inHour: 5, meters: 1000)
        },
        GuardCase(.rate, "the first of three meters", true) {
            $0.recentTrips = RecentTrips(inMinute: 0, inHour: 0, meters: 3)
        },
        GuardCase(.rate, "the second of three meters", false) {
            $0.recentTrips = RecentTrips(inMinute: 0, inHour: 1, meters: 3)
        },
        GuardCase(.rate, "absurd", false) { $0.recentTrips = RecentTrips(inMinute: -1, inHour: -1, meters: Int64.max) },
        GuardCase(.rate, "unknown", false) { $0.recentTrips = nil },
        GuardCase(.load, "below", true) { $0.load?.milliamperes = 79_999 },
        GuardCase(.load, "at the rating", false) { $0.load?.milliamperes = 80_000 },
        GuardCase(.load, "exporting too much", false) { $0.load?.milliamperes = Int64.min },
        GuardCase(.load, "old", false) { $0.load?.atMonotonicNanoseconds = Self.ago(301) },
        GuardCase(.load, "unknown", false) { $0.load = nil },
        GuardCase(.load, "rating unknown", false) { $0.breakingMilliamperes = nil },
        GuardCase(.load, "an actuator, and no load is measured", true) {
            ($0.load, $0.actuatorMilliamperes) = (nil, 500)
        },
        GuardCase(.load, "an actuator below the rating", true) { $0.actuatorMilliamperes = 79_999 },
        GuardCase(.load, "an actuator at the rating", false) { $0.actuatorMilliamperes = 80_000 },
        GuardCase(.load, "an actuator without a current", false) { $0.actuatorMilliamperes = 0 },
        GuardCase(.load, "an actuator, rating unknown", false) {
            ($0.actuatorMilliamperes, $0.breakingMilliamperes) = (500, nil)
        },
        GuardCase(.noSafetyTag, "as it is", true) { _ in },
        GuardCase(.noSafetyTag, "tagged", false) { $0.safetyTags = [GuardFixture.tag] },
        GuardCase(.noSafetyTag, "unknown", false) { $0.safetyTags = nil },
        GuardCase(.paired, "as it is", true) { _ in },
        GuardCase(.paired, "not paired", false) { $0.pairing = .notPaired },
        GuardCase(.paired, "paired in the future", false) { $0.pairing = .paired(at: Self.far) },
        GuardCase(.paired, "unknown", false) { $0.pairing = nil },
    ]

    /// The named guard answers as the table says. Every failure of it keeps the evaluation from passing.
    @Test(arguments: GuardTableTests.chain + GuardTableTests.times + GuardTableTests.meter)
    func table(_ item: GuardCase) throws {
        var facts = try GuardFixture.facts()
        item.change(&facts)
        let result = item.guarding.evaluate(facts, .standard)
        #expect(result.passed == item.passes, "\(result)")
        #expect(result.guard == item.guarding && !result.sentence.isEmpty && !result.values.isEmpty)
        let evaluation = GuardEvaluation(facts, .standard)
        #expect(evaluation.results.map(\.guard) == SwitchingGuard.allCases)
        if !item.passes { #expect(!evaluation.allPassed && evaluation.failed.contains(item.guarding)) }
    }

    @Test func everyGuardHasPassFailAndUnknown() throws {
        let all = Self.chain + Self.times + Self.meter
        for guarding in SwitchingGuard.allCases {
            let cases = all.filter { $0.guarding == guarding }
            #expect(cases.contains { $0.passes } && cases.contains { !$0.passes && $0.name != "unknown" })
            #expect(cases.contains { $0.name.contains("unknown") }, "\(guarding)")
        }
    }

    @Test func goodFactsPassAndNothingKnownFailsEverything() throws {
        #expect(GuardEvaluation(try GuardFixture.facts(), .standard).allPassed)
        let blank = GuardEvaluation(GuardFacts(meter: 7, moment: GuardFixture.start), .standard)
        #expect(blank.failed == SwitchingGuard.allCases)
    }

    @Test func sentencesShowValueAndLimit() throws {
        let fresh = SwitchingGuard.fresh.evaluate(try GuardFixture.facts(), .standard)
        #expect(
            fresh.description
                == "G2 fresh: holds: the newest block is 20 s away from the own clock; at most 1800 s")
        #expect(fresh.values.contains(GuardValue("difference_milliseconds", .integer(20_000))))
        #expect(fresh.values.contains(GuardValue("limit_milliseconds", .integer(1_800_000))))
        let window = SwitchingGuard.window.evaluate(try GuardFixture.facts(), .standard)
        #expect(window.sentence.hasPrefix("2026-01-06 11:00 local, a working day, the next day is one; allowed 10:00"))
    }
}
