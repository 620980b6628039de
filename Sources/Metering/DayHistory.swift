/// What one register moved on each of the last weeks' days, and the checks that compare days.
///
/// ```swift
/// var history = DayHistory(offsetMinutes: 330, limits: limits)
/// if let day = history.add(interval, register: boundary.value) { … }
/// ```
public struct DayHistory: Hashable, Sendable {
    /// Five of every weekday.
    public static let keptDays = 35

    /// Minutes east of UTC: where a day begins.
    public let offsetMinutes: Int64
    public let limits: IntervalLimits
    /// The days that are over, oldest first.
    public private(set) var days: [DayValue]
    private var open: OpenDay?

    /// A day that is not over.
    private struct OpenDay: Hashable, Sendable {
        let day: Int64
        var quantity: Int64 = 0
        var quality = Quality.valid
        /// Seconds that intervals with a value cover.
        var covered: Int64 = 0
        /// The register at the start of the day; nil where it is not known, or did not go on from there.
        var opening: Int64?
        var closing: Int64?
    }

    /// - Parameter days: those that were kept over a restart, oldest first.
    public init(offsetMinutes: Int64, limits: IntervalLimits, days: [DayValue] = []) {
        self.offsetMinutes = min(1440, max(-1440, offsetMinutes))
        self.limits = limits
        self.days = days.suffix(Self.keptDays)
    }

    /// Takes an interval, in the order of time.
    ///
    /// - Parameter register: the register at the interval's end.
    /// - Returns: the day that is over with it, with the rule that it breaks.
    public mutating func add(_ interval: IntervalValue, register: Int64) -> DayValue? {
        let day = self.day(of: interval.start)
        var closed: DayValue?
        if let open = self.open, open.day != day { closed = self.close(open) }
        var open = self.open ?? OpenDay(day: day)
        if let quantity = interval.quantity {
            if open.covered == 0, open.closing == nil, self.day(of: interval.start.adding(milliseconds: -1)) != day {
                open.opening = Int64(clamping: Int128(register) - Int128(quantity))
            }
            open.quantity = Int64(clamping: Int128(open.quantity) + Int128(quantity))
            open.covered += interval.seconds
        }
        open.quality = .worst(open.quality, interval.quality)
        open.closing = register
        self.open = open
        if self.day(of: interval.end) != day { closed = self.close(open) }
        return closed
    }

    /// The register does not go on from where it was: what it moves over the day says nothing.
    public mutating func breakOff() { self.open?.opening = nil }

    private func day(of time: UTCTime) -> Int64 {
        CivilDate(time, offsetMinutes: self.offsetMinutes).daysSinceEpoch
    }

    private mutating func close(_ open: OpenDay) -> DayValue {
        self.open = nil
        let movement = open.opening.flatMap { opening in
            open.closing.map { Int64(clamping: Int128($0) - Int128(opening)) }
        }
        var day = DayValue(
            day: open.day, quantity: open.quantity, registerMovement: movement,
            quality: open.covered == 86_400 ? open.quality : .missing)
        if let rule = ValidationRule.broken(by: day, after: self.days, limits: self.limits) { day = day.doubted(rule) }
        self.days.append(day)
        self.days.removeFirst(max(0, self.days.count - Self.keptDays))
        return day
    }
}
