extension ValidationRule {
    /// The rule that a day breaks; nil for a day that breaks none.
    ///
    /// The sum check speaks for every day whose register went on; high/low for whole days, as soon as enough days of the
    /// same kind came before.
    /// - Parameter earlier: days before it, of every kind, oldest first.
    public static func broken(by day: DayValue, after earlier: [DayValue], limits: IntervalLimits) -> ValidationRule? {
        if let movement = day.registerMovement, !Self.sums(day.quantity, to: movement, limits: limits) {
            return .sumCheck
        }
        let alike = earlier.filter { $0.kind == day.kind && $0.isTypical && $0.day < day.day }
            .suffix(limits.comparedDays)
        guard day.quality <= .suspect, alike.count >= limits.leastDays else { return nil }
        let sum = alike.reduce(Int128(0)) { $0 + Int128($1.quantity) }
        let (quantity, count) = (Int128(day.quantity), Int128(alike.count))
        guard max(quantity * count, sum) >= Int128(limits.leastQuantity) * count else { return nil }
        let isLow = quantity * count * 100 < sum * Int128(limits.lowPercent)
        let isHigh = quantity * count * 100 > sum * Int128(limits.highPercent)
        return isLow || isHigh ? .highLow : nil
    }

    /// True where intervals add up to what their register moved: to 0.1 % of it, or to one step.
    public static func sums(_ intervals: Int64, to movement: Int64, limits: IntervalLimits) -> Bool {
        let difference = (Int128(intervals) - Int128(movement)).magnitude
        return difference <= max(UInt128(limits.resolution.magnitude), UInt128(movement.magnitude) / 1000)
    }
}
