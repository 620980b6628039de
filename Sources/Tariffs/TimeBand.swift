/// Hours of some days that have a value of their own.
public struct TimeBand: Hashable, Sendable {
    public var days: DayClasses
    /// 1 to ``Tariff/mostWindows``, ascending, without overlap.
    public var windows: [MinuteWindow]
    /// Basis points in a percentage, milli-paise for each 1000 base units in a rate; negative for a rebate.
    public var value: Int64

    public init(days: DayClasses = .every, windows: [MinuteWindow], value: Int64) {
        self.days = days
        self.windows = windows
        self.value = value
    }
}

extension TimeBand {
    /// Whether the two have a minute of a day in common.
    func overlaps(_ other: TimeBand) -> Bool {
        !self.days.isDisjoint(with: other.days)
            && self.windows.contains { window in other.windows.contains { $0.overlaps(window) } }
    }

    /// What of the timed quantities lies in the band.
    func quantity(of timed: [TimedQuantity], line: String) throws(TariffError) -> Int64 {
        var sum: Int64 = 0
        for item in timed where self.days.contains(item.day) {
            if self.windows.contains(where: { $0.contains(item.window) }) {
                sum = try Tariff.sum(sum, item.quantity, line)
            } else if let edge = self.windows.first(where: { $0.overlaps(item.window) }) {
                throw .splitBand(line: line, day: item.day, window: item.window, band: edge)
            }
        }
        return sum
    }
}

/// What was used within a stretch of the days of one class, over the whole period.
public struct TimedQuantity: Hashable, Sendable {
    public var day: DayClass
    public var window: MinuteWindow
    /// In the tariff's base unit; zero or more.
    public var quantity: Int64

    public init(day: DayClass, window: MinuteWindow, quantity: Int64) {
        self.day = day
        self.window = window
        self.quantity = quantity
    }
}
