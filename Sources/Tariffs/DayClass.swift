public import Metering

/// What the authority's calendar calls a day of the zone's local time.
public enum DayClass: UInt8, Hashable, Sendable, CaseIterable {
    /// Monday to Friday.
    case weekday = 0
    case saturday = 1
    case sunday = 2
    /// A holiday of the calendar, whatever day of the week it falls on.
    case holiday = 3

    /// - Parameter isHoliday: by the zone's calendar.
    public init(_ date: CivilDate, isHoliday: Bool) {
        self =
            switch date.weekday {
            case _ where isHoliday: .holiday
            case 6: .saturday
            case 7: .sunday
            default: .weekday
            }
    }
}

/// Some classes of days.
public struct DayClasses: OptionSet, Hashable, Sendable {
    public let rawValue: UInt8

    public init(rawValue: UInt8) { self.rawValue = rawValue }

    public init(_ classes: [DayClass]) {
        self.init(rawValue: classes.reduce(0) { $0 | 1 << $1.rawValue })
    }

    public static let weekday = DayClasses([.weekday])
    public static let saturday = DayClasses([.saturday])
    public static let sunday = DayClasses([.sunday])
    public static let holiday = DayClasses([.holiday])
    public static let every = DayClasses(DayClass.allCases)

    public func contains(_ day: DayClass) -> Bool { self.rawValue & 1 << day.rawValue != 0 }

    /// In the order of ``DayClass``.
    public var classes: [DayClass] { DayClass.allCases.filter { self.contains($0) } }
}
