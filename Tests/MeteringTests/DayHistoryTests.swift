import Metering
import Testing

/// Days of quarters of an hour in India, from Thursday, 2026-01-01 on.
@Suite struct DayHistoryTests {
    private static let offset: Int64 = 330
    /// Local midnight.
    private static let midnight = UTCTime(seconds: 1_767_225_600 - Self.offset * 60)
    private static let thursday = 1_767_225_600 / 86_400 as Int64

    private func history(resolution: Int64 = 1) -> DayHistory {
        DayHistory(offsetMinutes: Self.offset, limits: IntervalLimits(resolution: resolution))
    }

    /// Feeds one day of equal intervals; gives the days that were over with it.
    private func feed(
        _ history: inout DayHistory, day: Int64, _ quantity: Int64, register: inout Int64,
        _ change: (Int64, IntervalValue) -> IntervalValue? = { $1 }
    ) -> [DayValue] {
        (0..<96 as Range<Int64>).compactMap { index in
            let start = Self.midnight.adding(seconds: day * 86_400 + index * 900)
            register += quantity
            let value = IntervalValue(
                start: start, end: start.adding(seconds: 900), quantity: quantity, quality: .valid)
            return change(index, value).flatMap { history.add($0, register: register) }
        }
    }

    @Test func aDayIsOverAtLocalMidnight() {
        var (history, register) = (self.history(), Int64(5000))
        let days = self.feed(&history, day: 0, 100, register: &register)
        #expect(days.map(\.day) == [Self.thursday])
        #expect(days.map(\.quantity) == [9600])
        #expect(days.map(\.registerMovement) == [9600])
        #expect(days.map(\.quality) == [.valid])
        #expect(days.map(\.rule) == [nil])
        #expect(days.map(\.date) == ["2026-01-01"])
        #expect(days.map(\.kind) == [.workday])
    }

    @Test func kindsOfDays() {
        let kinds = (0..<7 as Range<Int64>).map { DayKind(day: Self.thursday + $0) }
        #expect(kinds == [.workday, .workday, .saturday, .sunday, .workday, .workday, .workday])
        #expect(DayKind(day: -4) == .sunday, "1969-12-28")
    }

    @Test(
        "a day is compared with the days of its kind, from three of them on",
        arguments: [
            (50, nil), (49, "high-low"), (100, nil), (200, nil), (201, "high-low"), (0, "high-low"),
        ] as [(Int64, String?)])
    func highLow(_ quantity: Int64, _ rule: String?) {
        var (history, register) = (self.history(), Int64(0))
        // Thursday, Friday, Monday; Saturday and Sunday use ten times as much and are another kind.
        for day in [0, 1, 2, 3, 4] as [Int64] {
            let days = self.feed(&history, day: day, [2, 3].contains(day) ? 1000 : 100, register: &register)
            #expect(days.map(\.rule) == [nil], "too few days of a kind to compare with")
        }
        let days = self.feed(&history, day: 5, quantity, register: &register)
        #expect(days.map(\.rule) == [rule])
        #expect(days.map(\.quality) == [rule == nil ? .valid : .suspect])
        #expect(days.map(\.quantity) == [quantity * 96], "the value stays")
    }

    @Test func littleIsNeverHighOrLow() {
        var (history, register) = (self.history(), Int64(0))
        // 480 Wh a day, then none: less than 1 kWh says nothing.
        for day in [0, 1, 4] as [Int64] { _ = self.feed(&history, day: day, 5, register: &register) }
        #expect(self.feed(&history, day: 5, 0, register: &register).map(\.rule) == [nil])
    }

    @Test func aDayWithAnEstimateIsNeitherJudgedNorCompared() {
        var (history, register) = (self.history(), Int64(0))
        for day in [0, 1, 4] as [Int64] {
            _ = self.feed(&history, day: day, 100, register: &register) { index, value in
                IntervalValue(
                    start: value.start, end: value.end, quantity: value.quantity,
                    quality: index == 7 ? .estimated : .valid)
            }
        }
        #expect(history.days.map(\.quality) == [.estimated, .estimated, .estimated])
        #expect(self.feed(&history, day: 5, 900, register: &register).map(\.rule) == [nil])
    }

    @Test func intervalsThatAreMissingDoNotAddUp() {
        var (history, register) = (self.history(), Int64(0))
        let days = self.feed(&history, day: 0, 100, register: &register) { $0 == 40 ? nil : $1 }
        #expect(days.map(\.rule) == ["sum-check"])
        #expect(days.map(\.quality) == [.missing], "a missing interval stays missing")
        #expect(days.map(\.registerMovement) == [9600])
        #expect(days.map(\.quantity) == [9500])
    }

    @Test(arguments: [(9_999, 10_009, true), (9_999, 9_988, false), (0, 1, true), (0, 2, false), (-5, -6, true)])
    func sumsMayDifferByAThousandthOrAStep(_ intervals: Int64, _ movement: Int64, _ holds: Bool) {
        #expect(ValidationRule.sums(intervals, to: movement, limits: IntervalLimits(resolution: 1)) == holds)
    }

    @Test func aBreakTakesTheDaysRegisterAway() {
        var (history, register) = (self.history(), Int64(0))
        var days: [DayValue] = []
        for index in 0..<96 as Range<Int64> {
            register += 100
            let start = Self.midnight.adding(seconds: index * 900)
            if index == 40 { (register, _) = (7, history.breakOff()) }
            let value = IntervalValue(
                start: start, end: start.adding(seconds: 900), quantity: index == 40 ? nil : 100, quality: .valid)
            if let day = history.add(value, register: register) { days.append(day) }
        }
        #expect(days.map(\.registerMovement) == [nil])
        #expect(days.map(\.rule) == [nil])
        #expect(days.map(\.quality) == [.missing])
    }

    @Test func fiveWeeksAreKept() {
        var (history, register) = (self.history(), Int64(0))
        for day in 0..<50 as Range<Int64> { _ = self.feed(&history, day: day, 10, register: &register) }
        #expect(history.days.count == DayHistory.keptDays)
        #expect(history.days.last?.day == Self.thursday + 49)
        let again = DayHistory(offsetMinutes: Self.offset, limits: IntervalLimits(), days: history.days)
        #expect(again.days == history.days)
    }
}
