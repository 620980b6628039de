import Enforcement
import Metering
import Testing

@Suite struct CalendarAndRateTests {
    @Test func clearDaysLeaveOutBothEnds() throws {
        let calendar = try SwitchingCalendar()
        let served = UTCTime(rfc3339: "2026-02-10T05:00:00Z")!
        #expect(calendar.clearDays(from: served, to: served) == -1)
        #expect(calendar.clearDays(from: served, to: served.adding(seconds: 86_400)) == 0)
        #expect(calendar.clearDays(from: served, to: UTCTime(rfc3339: "2026-02-26T05:00:00Z")!) == 15)
    }

    @Test func datesAreReal() throws {
        #expect(CivilDate(year: 2026, month: 2, day: 29) == nil)
        #expect(CivilDate(year: 2026, month: 13, day: 1) == nil)
        let leap = try #require(CivilDate(year: 2028, month: 2, day: 29))
        #expect(leap.description == "2028-02-29" && leap.next.description == "2028-03-01" && leap.weekday == 2)
        #expect(CivilDate(daysSinceEpoch: -1) == nil && CivilDate(daysSinceEpoch: Int64.max) == nil)
    }

    @Test func refusesBadCalendarsAndPolicies() {
        #expect(throws: EnforcementError.self) { try SwitchingCalendar(weekdays: [0]) }
        #expect(throws: EnforcementError.self) { try SwitchingCalendar(weekdays: [1, 1]) }
        #expect(throws: EnforcementError.self) { try SwitchingCalendar(startMinute: 600, endMinute: 600) }
        #expect(throws: EnforcementError.self) { try SwitchingCalendar(endMinute: 1441) }
        #expect(throws: EnforcementError.self) { try SwitchingCalendar(zoneOffsetMinutes: Int64.max) }
        var policy = EnforcementPolicy()
        policy.mostRetries = 4
        #expect(throws: EnforcementError.badPolicy(field: "retries", value: 4, allowed: 0...3)) {
            try policy.validate()
        }
    }

    @Test func limiterCountsOtherMetersInTheirWindows() {
        var limiter = TripRateLimiter()
        let second: Int64 = 1_000_000_000
        for (meter, at) in [(1, 0), (2, 3000), (3, 3590), (3, 3595), (4, 3599)] as [(UInt32, Int64)] {
            limiter.noteTrip(ofMeter: meter, atMonotonicNanoseconds: at * second)
        }
        func trips(_ at: Int64, besides meter: UInt32 = 9) -> RecentTrips {
            limiter.recentTrips(besidesMeter: meter, ofMeters: 50, atMonotonicNanoseconds: at * second)
        }
        #expect(trips(3599) == RecentTrips(inMinute: 3, inHour: 5, meters: 50))
        #expect(trips(3600) == RecentTrips(inMinute: 3, inHour: 4, meters: 50))
        #expect(trips(3600, besides: 3) == RecentTrips(inMinute: 1, inHour: 2, meters: 50))
        #expect(trips(3650) == RecentTrips(inMinute: 2, inHour: 4, meters: 50))
        #expect(trips(8000) == RecentTrips(inMinute: 0, inHour: 0, meters: 50))
    }
}
