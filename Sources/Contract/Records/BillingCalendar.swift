internal import CanonicalCBOR
internal import Ledger
public import Metering

/// A billing period: the intervals that end after `start` and at or before `end`.
public struct BillingPeriod: Hashable, Sendable {
    public let number: UInt32
    public let start: UTCTime
    public let end: UTCTime

    public var seconds: Int64 { self.end.seconds - self.start.seconds }
}

/// The zone's billing periods, numbered from 0.
///
/// Period boundaries are the local midnight of the genesis day plus multiples of the policy's period. Where a policy
/// changes the length, the period that runs then keeps its end; a short period leads to the next boundary of the new
/// length.
public struct BillingCalendar: Hashable, Sendable {
    /// Periods of one length, until the next segment starts.
    public struct Segment: Hashable, Sendable {
        public let firstPeriod: UInt32
        public let start: UTCTime
        public let seconds: UInt32
    }

    /// Local midnight at or before the genesis.
    public let base: UTCTime
    /// Ascending, never empty.
    public private(set) var segments: [Segment]

    init(_ genesis: Genesis) {
        let offset = genesis.timeZoneOffsetMinutes * 60
        self.base = genesis.time.adding(seconds: offset).floored(toMultipleOf: 86_400).adding(seconds: -offset)
        self.segments = [Segment(firstPeriod: 0, start: self.base, seconds: genesis.policy.billingPeriodSeconds)]
    }

    /// The period in which an interval that ends at `time` lies; the first one known for earlier times.
    public func period(endingBy time: UTCTime) -> BillingPeriod {
        let instant = time.adding(milliseconds: -1)
        let segment = self.segments.last { $0.start <= instant } ?? self.segments[0]
        let elapsed = max(0, instant.milliseconds - segment.start.milliseconds)
        let index = UInt32(clamping: elapsed / (Int64(segment.seconds) * 1000))
        return Self.period(segment, index)
    }

    /// The period with this number; the first one known for earlier numbers.
    public func period(_ number: UInt32) -> BillingPeriod {
        let segment = self.segments.last { $0.firstPeriod <= number } ?? self.segments[0]
        return Self.period(segment, number < segment.firstPeriod ? 0 : number - segment.firstPeriod)
    }

    private static func period(_ segment: Segment, _ index: UInt32) -> BillingPeriod {
        let start = segment.start.adding(seconds: Int64(index) * Int64(segment.seconds))
        let (number, overflow) = segment.firstPeriod.addingReportingOverflow(index)
        return BillingPeriod(
            number: overflow ? .max : number, start: start, end: start.adding(seconds: Int64(segment.seconds)))
    }

    /// Gives the periods after the one that runs at `time` another length.
    mutating func change(seconds: UInt32, after time: UTCTime) {
        let running = self.period(endingBy: time.adding(milliseconds: 1))
        guard running.number < UInt32.max - 2 else { return }
        self.segments.removeAll { $0.firstPeriod > running.number }
        let length = Int64(seconds)
        let past = running.end.seconds - self.base.seconds
        let aligned = self.base.adding(seconds: (past + length - 1) / length * length)
        var first = running.number + 1
        if aligned > running.end {
            let gap = UInt32(clamping: aligned.seconds - running.end.seconds)
            self.segments.append(Segment(firstPeriod: first, start: running.end, seconds: gap))
            first += 1
        }
        self.segments.append(Segment(firstPeriod: first, start: aligned, seconds: seconds))
    }

    /// Forgets segments that end before this period.
    mutating func forget(before period: UInt32) {
        guard let keep = self.segments.lastIndex(where: { $0.firstPeriod <= period }), keep > 0 else { return }
        self.segments.removeFirst(keep)
    }
}

extension BillingCalendar {
    var cbor: CBOR {
        .array([
            .time(self.base),
            .array(self.segments.map { .array([.number($0.firstPeriod), .time($0.start), .number($0.seconds)]) }),
        ])
    }

    init(_ fields: inout CBORFields) throws(CBORError) {
        self.base = try fields.signedTime("base")
        self.segments = try fields.list("segments", atMost: 65_536) { (item) throws(CBORError) in
            Segment(
                firstPeriod: try item.uint32("first period"), start: try item.signedTime("start"),
                seconds: try item.uint32("length"))
        }
        guard !self.segments.isEmpty, self.segments.allSatisfy({ $0.seconds > 0 }) else {
            throw fields.refused("segments", expected: "at least one, of more than 0 s", found: "none, or 0 s")
        }
    }
}
