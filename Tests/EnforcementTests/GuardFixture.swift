import Enforcement
import Metering

/// Facts on which every guard holds: Tuesday 2026-01-06, 11:00 in India.
enum GuardFixture {
    static let meter: UInt32 = 7
    static let start = Moment(
        time: UTCTime(rfc3339: "2026-01-06T05:30:00Z")!, monotonicNanoseconds: 1_000_000_000_000_000)
    static let order = DisconnectOrder(
        number: 41, height: 900, finalizedAt: UTCTime(rfc3339: "2026-01-05T05:30:00Z")!, permit: 12, bill: 34,
        unpaidPaise: 97_550, noticeServedAt: UTCTime(rfc3339: "2025-12-01T05:30:00Z")!, noticeHash: [1, 2, 3])
    static let pairedAt = UTCTime(rfc3339: "2025-06-01T00:00:00Z")!
    static let tag = SafetyTag(
        id: "1", person: "A. Sharma", place: "feeder 3", placedAt: UTCTime(rfc3339: "2026-01-06T05:00:00Z")!)

    static func facts(_ moment: Moment = Self.start, order: UInt64 = 41, output: OutputState = .closed) throws
        -> GuardFacts
    {
        var facts = GuardFacts(meter: self.meter, moment: moment)
        let stamp = moment.monotonicNanoseconds
        facts.order = OrderStanding(number: order, isFinal: true, isRevoked: false, height: 900, tipHeight: 1000)
        facts.tipTime = moment.time.adding(seconds: -20)
        facts.chainTime = moment.time
        facts.networkTime = moment.time
        facts.hardwareTime = moment.time
        facts.notice = .postpaid(servedAt: UTCTime(rfc3339: "2025-12-01T05:30:00Z")!)
        facts.calendar = try SwitchingCalendar()
        facts.isProtected = false
        facts.pendingPayments = 0
        facts.collectedThrough = moment.time.adding(seconds: -3600)
        facts.identity = .serial(expected: "AB123", read: "AB123", atMonotonicNanoseconds: stamp)
        facts.relay = RelayObservation(output: output, rawWords: [1], atMonotonicNanoseconds: stamp)
        facts.recentTrips = RecentTrips(inMinute: 0, inHour: 0, meters: 200)
        facts.load = LoadObservation(milliamperes: 4000, atMonotonicNanoseconds: stamp)
        facts.breakingMilliamperes = 80_000
        facts.safetyTags = []
        facts.pairing = .paired(at: UTCTime(rfc3339: "2025-06-01T00:00:00Z")!)
        return facts
    }

    /// The fixture's moment, later.
    static func later(_ seconds: Int64) -> Moment {
        Moment(
            time: self.start.time.adding(seconds: seconds),
            monotonicNanoseconds: self.start.monotonicNanoseconds + seconds * 1_000_000_000)
    }
}
