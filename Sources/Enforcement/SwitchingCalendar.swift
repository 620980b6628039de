public import Metering

/// When a zone allows a disconnection: hours of working days, so that a person can pay and be reconnected the next day.
public struct SwitchingCalendar: Hashable, Sendable {
    /// Working days of the week, ascending; 1 is Monday, 7 is Sunday.
    public let weekdays: [Int64]
    /// First allowed minute of the local day, 0 to 1439.
    public let startMinute: Int64
    /// The minute at which the window ends, not allowed itself; 1 to 1440.
    public let endMinute: Int64
    /// Ascending.
    public let holidays: [CivilDate]
    /// Whether the day after must be a working day too.
    public let needsWorkingDayAfter: Bool
    /// Minutes east of UTC; India is 330.
    public let zoneOffsetMinutes: Int64

    /// - Throws: ``EnforcementError/badCalendar(_:)`` for values outside their ranges.
    public init(
        weekdays: [Int64] = [1, 2, 3, 4, 5], startMinute: Int64 = 600, endMinute: Int64 = 960,
        holidays: [CivilDate] = [], needsWorkingDayAfter: Bool = true, zoneOffsetMinutes: Int64 = 330
    ) throws(EnforcementError) {
        guard Set(weekdays).count == weekdays.count, weekdays.allSatisfy({ (1...7).contains($0) }) else {
            throw .badCalendar("weekdays are numbers 1 (Monday) to 7, each once")
        }
        guard startMinute >= 0, startMinute < endMinute, endMinute <= 1440 else {
            throw .badCalendar("the window runs from minute \(startMinute) to \(endMinute) of a day of 0 to 1440")
        }
        guard (-1440...1440).contains(zoneOffsetMinutes) else {
            throw .badCalendar("zone offset \(zoneOffsetMinutes) minutes is outside -1440 to 1440")
        }
        guard holidays.count <= 1000 else { throw .badCalendar("\(holidays.count) holidays; at most 1000") }
        self.weekdays = weekdays.sorted()
        self.startMinute = startMinute
        self.endMinute = endMinute
        self.holidays = holidays.sorted()
        self.needsWorkingDayAfter = needsWorkingDayAfter
        self.zoneOffsetMinutes = zoneOffsetMinutes
    }

    public func isWorkingDay(_ date: CivilDate) -> Bool {
        self.weekdays.contains(date.weekday) && !self.holidays.contains(date)
    }

    /// What the calendar says of one instant.
    public func window(at time: UTCTime) -> SwitchingWindow {
        let date = CivilDate(time, offsetMinutes: self.zoneOffsetMinutes)
        let minute = CivilTime(time, offsetMinutes: self.zoneOffsetMinutes).minuteOfDay
        return SwitchingWindow(
            date: date, minuteOfDay: minute, isWorkingDay: self.isWorkingDay(date),
            isNextDayWorking: self.isWorkingDay(date.next),
            isAllowed: self.isWorkingDay(date) && (self.isWorkingDay(date.next) || !self.needsWorkingDayAfter)
                && (self.startMinute..<self.endMinute).contains(minute))
    }

    /// Full days between two instants with both end days left out ("clear days").
    public func clearDays(from start: UTCTime, to end: UTCTime) -> Int64 {
        let first = CivilDate(start, offsetMinutes: self.zoneOffsetMinutes).daysSinceEpoch
        let last = CivilDate(end, offsetMinutes: self.zoneOffsetMinutes).daysSinceEpoch
        return last - first - 1
    }
}
