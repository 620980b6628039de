import Metering
import TestSupport
import Testing

@Suite struct TimeTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0), ("2026-01-05T04:30:00Z", 1_767_587_400_000),
            ("2000-02-29T23:59:59.999Z", 951_868_799_999),
            ("2100-03-01T00:00:00Z", 4_107_542_400_000), ("9999-12-31T23:59:59Z", 253_402_300_799_000),
        ] as [(String, Int64)])
    func readsAndWritesRFC3339(text: String, milliseconds: Int64) {
        #expect(UTCTime(rfc3339: text)?.milliseconds == milliseconds)
        #expect(UTCTime(milliseconds: milliseconds).description == text)
    }

    @Test func offsetsFractionsAndLetterCase() {
        #expect(UTCTime(rfc3339: "2026-01-05T10:00:00+05:30") == UTCTime(rfc3339: "2026-01-05T04:30:00Z"))
        #expect(UTCTime(rfc3339: "2026-01-05T04:30:00-00:30") == UTCTime(rfc3339: "2026-01-05T05:00:00Z"))
        #expect(UTCTime(rfc3339: "2026-01-05t04:30:00z") == UTCTime(rfc3339: "2026-01-05 04:30:00Z"))
        #expect(UTCTime(rfc3339: "1970-01-01T00:00:00.5Z")?.milliseconds == 500)
        #expect(UTCTime(rfc3339: "1970-01-01T00:00:00.123456789Z")?.milliseconds == 123)
    }

    @Test(arguments: [
        "", "2026", "2026-01-05", "2026-01-05T04:30:00", "2026-01-05T04:30Z", "2026-13-05T04:30:00Z",
        "2026-00-05T04:30:00Z", "2026-02-29T04:30:00Z", "1900-02-29T00:00:00Z", "2100-02-29T00:00:00Z",
        "2026-04-31T00:00:00Z", "2026-01-00T00:00:00Z", "2026-01-05T24:00:00Z", "2026-01-05T04:60:00Z",
        "2026-01-05T04:30:60Z", "1969-12-31T23:59:59Z", "2026-01-05T04:30:00.Z", "2026-01-05T04:30:00.1234567890Z",
        "2026-01-05T04:30:00+0530", "2026-01-05T04:30:00+24:00", "2026-01-05T04:30:00ZZ", "٢٠٢٦-01-05T04:30:00Z",
        "2026-01-05T04:30:0éZ", "+026-01-05T04:30:00Z", "2026-1--05T04:30:00Z", "2026-01-05X04:30:00Z",
        "\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}\u{0}",
    ])
    func refusesOtherForms(text: String) {
        #expect(UTCTime(rfc3339: text) == nil)
    }

    @Test func everyMutationIsReadOrRefused() throws {
        var random = SeededGenerator(seed: 3)
        let original = Array("2026-01-05T04:30:00.123+05:30".utf8)
        for _ in 0..<20_000 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: bytes.indices, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            bytes.removeLast(Int.random(in: 0...10, using: &random))
            let text = String(decoding: bytes, as: UTF8.self)
            if let time = UTCTime(rfc3339: text) { #expect(UTCTime(rfc3339: time.description) == time) }
        }
    }

    @Test func everyDayOfFourCenturiesFollowsTheCalendar() {
        var (year, month, day, weekday) = (Int64(1970), Int64(1), Int64(1), Int64(4))
        let lengths: [Int64] = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
        for days in 0..<Int64(146_097) {
            let civil = CivilTime(UTCTime(seconds: days * 86_400 + 86_399), offsetMinutes: 0)
            guard civil.year == year, civil.month == month, civil.day == day, civil.weekday == weekday,
                CivilTime.daysSinceEpoch(year: year, month: month, day: day) == days
            else {
                Issue.record("day \(days) is \(civil), expected \(year)-\(month)-\(day), weekday \(weekday)")
                return
            }
            let isLeap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
            let length = lengths[Int(month) - 1] + (month == 2 && isLeap ? 1 : 0)
            weekday = weekday % 7 + 1
            day += 1
            if day > length { (day, month) = (1, month + 1) }
            if month > 12 { (month, year) = (1, year + 1) }
        }
    }

    @Test func localTimeAndTimesBefore1970() {
        let india = CivilTime(UTCTime(seconds: 1_767_587_400), offsetMinutes: 330)
        #expect(india.hour == 10 && india.minute == 0 && india.minuteOfDay == 600 && india.weekday == 1)
        let early = CivilTime(UTCTime(seconds: -1), offsetMinutes: 0)
        #expect(early.year == 1969 && early.month == 12 && early.day == 31 && early.second == 59 && early.weekday == 3)
    }

    @Test func floorsToAlignedIntervals() {
        #expect(UTCTime(seconds: 1799).floored(toMultipleOf: 900) == UTCTime(seconds: 900))
        #expect(UTCTime(seconds: 1800).floored(toMultipleOf: 900) == UTCTime(seconds: 1800))
        #expect(UTCTime(milliseconds: -1).floored(toMultipleOf: 900) == UTCTime(seconds: -900))
        #expect(UTCTime(milliseconds: -1).seconds == -1)
    }

    @Test func theEndsOfTheRangeDoNotTrap() {
        for milliseconds in [Int64.min, .min + 1, -1, .max - 1, .max] {
            let time = UTCTime(milliseconds: milliseconds)
            #expect(!time.description.isEmpty)
            #expect(time.floored(toMultipleOf: 900) <= time)
            #expect(time.floored(toMultipleOf: .max) <= time)
            #expect(time.floored(toMultipleOf: 0) <= time)
        }
        #expect(UTCTime(milliseconds: -1).description == "1969-12-31T23:59:59.999Z")
        #expect(UTCTime(seconds: .max).milliseconds == .max)
        #expect(UTCTime(seconds: .min).milliseconds == .min)
        #expect(UTCTime(milliseconds: .max).adding(seconds: 1).milliseconds == .max)
        #expect(UTCTime(milliseconds: .min).adding(milliseconds: -1).milliseconds == .min)
        #expect(UTCTime(seconds: 5).adding(seconds: -6) == UTCTime(seconds: -1))
    }
}
