/// The limits of the guards and of the relay's controller; the defaults are the cautious ones.
public struct EnforcementPolicy: Hashable, Sendable {
    /// G2: largest difference of the own clock and the newest block, both ways.
    public var freshnessMilliseconds: Int64 = 1_800_000
    /// G3: largest difference of clocks that agree.
    public var clockMilliseconds: Int64 = 300_000
    /// G4: how long after the notice was served.
    public var notice = NoticeLimit.clearDays(15)
    /// G4, prepaid: percentages of credit at which an alert must have gone out.
    public var alertPercents: [Int64] = [30, 10, 0]
    /// G7: largest age of the oldest collector's watermark; nil where the zone's policy asks for none.
    public var collectedMilliseconds: Int64? = 86_400_000
    /// G8 and G10: largest age of a serial number, relay or load reading.
    public var readingNanoseconds: Int64 = 300_000_000_000
    /// G9.
    public var tripsPerMinute: Int64 = 5
    /// G9: share of the box's meters in an hour, in basis points; one at least is always allowed.
    public var tripsPerHourBasisPoints: Int64 = 200

    /// No trip for so long after power returns.
    public var powerReturnHoldNanoseconds: Int64 = 1_800_000_000_000
    /// Reconnections after a power return spread over so long.
    public var staggerNanoseconds: Int64 = 300_000_000_000
    /// Writes after the first that did not take.
    public var mostRetries: Int64 = 3
    /// Wait before the first retry; doubles with each.
    public var backOffNanoseconds: Int64 = 2_000_000_000
    /// A write without an answer for so long has failed.
    public var answerNanoseconds: Int64 = 10_000_000_000
    /// Facts older than this decide nothing, and a write that has not begun within it must not begin.
    public var factsNanoseconds: Int64 = 2_000_000_000
    /// Pause between two looks at the guards of a standing order, and between read-backs.
    public var checkNanoseconds: Int64 = 60_000_000_000
    /// A current above this in a disconnected supply is a finding.
    public var leakageMilliamperes: Int64 = 100
    /// Load readings count only so long after the relay opened.
    public var settleNanoseconds: Int64 = 5_000_000_000
    /// A pairing trial that nobody ends closes the relay after so long.
    public var trialNanoseconds: Int64 = 120_000_000_000
    /// The same of a trial that watches a flow: the travel, and as long as the flow may need.
    public var flowTrialNanoseconds: Int64 = 1_200_000_000_000
    /// What a pairing trial asks of a flow, and how long a valve or gate may move.
    public var flow = FlowLimits()

    public init() {}

    public static let standard = EnforcementPolicy()

    /// Refuses limits that would switch a guard off.
    public func validate() throws(EnforcementError) {
        let day: Int64 = 86_400_000_000_000
        let checks: [(String, Int64, ClosedRange<Int64>)] = [
            ("freshness milliseconds", self.freshnessMilliseconds, 1...86_400_000),
            ("clock milliseconds", self.clockMilliseconds, 1...3_600_000),
            ("notice", self.notice.amount, self.notice.allowed),
            ("collected milliseconds", self.collectedMilliseconds ?? 1, 1...864_000_000),
            ("reading nanoseconds", self.readingNanoseconds, 1...day),
            ("trips per minute", self.tripsPerMinute, 0...60),
            ("trips per hour in basis points", self.tripsPerHourBasisPoints, 0...10_000),
            ("power return hold nanoseconds", self.powerReturnHoldNanoseconds, 0...day),
            ("stagger nanoseconds", self.staggerNanoseconds, 0...day),
            ("retries", self.mostRetries, 0...3), ("back-off nanoseconds", self.backOffNanoseconds, 0...day),
            ("answer nanoseconds", self.answerNanoseconds, 1...day),
            ("facts nanoseconds", self.factsNanoseconds, 1...60_000_000_000),
            ("check nanoseconds", self.checkNanoseconds, 1...day),
            ("leakage milliamperes", self.leakageMilliamperes, 1...100_000),
            ("settle nanoseconds", self.settleNanoseconds, 0...day),
            ("trial nanoseconds", self.trialNanoseconds, 1...600_000_000_000),
            ("flow trial nanoseconds", self.flowTrialNanoseconds, 1...1_800_000_000_000),
            ("travel nanoseconds", self.flow.travelNanoseconds, 0...600_000_000_000),
            ("shortest flow nanoseconds", self.flow.shortestNanoseconds, 1...600_000_000_000),
            ("longest flow nanoseconds", self.flow.longestNanoseconds, 1...3_600_000_000_000),
            ("count of alert percentages", Int64(self.alertPercents.count), 0...10),
        ]
        for (field, value, allowed) in checks where !allowed.contains(value) {
            throw .badPolicy(field: field, value: value, allowed: allowed)
        }
    }
}
