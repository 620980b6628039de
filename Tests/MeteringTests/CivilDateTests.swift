import Metering
import Testing

@Suite struct CivilDateTests {
    @Test func `a date is read as it is written, and nothing else is one`() {
        #expect(CivilDate("1970-01-01")?.daysSinceEpoch == 0)
        #expect(CivilDate("2026-03-31")?.daysSinceEpoch == 20_543)
        #expect(CivilDate("9999-12-31")?.daysSinceEpoch == CivilDate.days.upperBound)
        for text in [
            "2026-3-31", "2026-02-29", "1969-12-31", "2026-13-01", "2026-00-10", "2026-01-00", "-026-01-01", "",
            "é026-01-01",
        ] {
            #expect(CivilDate(text) == nil, "\(text)")
        }
        #expect(CivilDate("2024-02-29")?.description == "2024-02-29")
        #expect(CivilDate(daysSinceEpoch: -1) == nil)
    }

    @Test func `minutes of a day are read as a clock shows them, to the day's end`() {
        for (minute, text) in [(0, "00:00"), (9, "00:09"), (360, "06:00"), (1439, "23:59"), (1440, "24:00")] {
            #expect(CivilTime.clock(Int64(minute)) == text)
            #expect(CivilTime.minute(reading: text) == Int64(minute))
        }
        for text in ["", "6:00", "06:0", "06:60", "24:01", "-6:00", "+6:00", "06.00", "06:00 ", "0６:00"] {
            #expect(CivilTime.minute(reading: text) == nil, "\(text)")
        }
        #expect(CivilTime.minutes(reading: "06:00-24:00") == 360..<1440)
        for text in ["06:00", "06:00-06:00", "08:00-06:00", "06:00-07:00-08:00", "-06:00", "06:00-"] {
            #expect(CivilTime.minutes(reading: text) == nil, "\(text)")
        }
    }

    @Test func `the day of an instant is that of the zone's clock, before 1970 as well`() {
        let noon = UTCTime(seconds: 43_200)
        #expect(CivilDate(noon, offsetMinutes: 719).daysSinceEpoch == 0)
        #expect(CivilDate(noon, offsetMinutes: 720).daysSinceEpoch == 1)
        #expect(CivilDate(noon, offsetMinutes: -720).daysSinceEpoch == 0)
        #expect(CivilDate(noon, offsetMinutes: -721).daysSinceEpoch == -1)
        for day in stride(from: Int64(0), to: 40_000, by: 37) {
            let time = UTCTime(seconds: day * 86_400 + 3600)
            #expect(CivilDate(time, offsetMinutes: 0).weekday == CivilTime(time, offsetMinutes: 0).weekday)
            #expect(CivilDate("\(CivilDate(time, offsetMinutes: 0))")?.daysSinceEpoch == day)
        }
    }
}
