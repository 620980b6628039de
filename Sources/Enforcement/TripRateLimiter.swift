/// The trips of one box in the last hour, for guard G9.
///
/// Note a trip at once when its write is asked for, before facts for another meter are gathered. Feed it from the switching
/// journal after a start, so that a restart is no way around the limit.
public struct TripRateLimiter: Hashable, Sendable {
    private struct Trip: Hashable, Sendable {
        let meter: UInt32
        let atMonotonicNanoseconds: Int64
    }

    private static let minute: Int64 = 60_000_000_000
    private static let hour: Int64 = 3_600_000_000_000

    /// In the order in which they were noted.
    private var trips: [Trip] = []

    public init() {}

    /// - Parameter monotonicNanoseconds: may lie before the clock's start, for trips before a restart.
    public mutating func noteTrip(ofMeter meter: UInt32, atMonotonicNanoseconds monotonicNanoseconds: Int64) {
        self.trips.removeAll { !Self.isWithin(Self.hour, $0, monotonicNanoseconds) }
        self.trips.append(Trip(meter: meter, atMonotonicNanoseconds: monotonicNanoseconds))
    }

    /// Trips of other meters: the retries of a meter's own trip are not a second one.
    public func recentTrips(
        besidesMeter meter: UInt32, ofMeters meters: Int64, atMonotonicNanoseconds now: Int64
    ) -> RecentTrips {
        let others = self.trips.filter { $0.meter != meter }
        func count(_ span: Int64) -> Int64 { Int64(others.count { Self.isWithin(span, $0, now) }) }
        return RecentTrips(inMinute: count(Self.minute), inHour: count(Self.hour), meters: meters)
    }

    private static func isWithin(_ span: Int64, _ trip: Trip, _ now: Int64) -> Bool {
        let (age, overflow) = now.subtractingReportingOverflow(trip.atMonotonicNanoseconds)
        return !overflow && age < span
    }
}
