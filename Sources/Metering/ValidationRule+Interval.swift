extension ValidationRule {
    /// The rule that one interval breaks by itself; nil for an interval that breaks none.
    ///
    /// - Parameters:
    ///   - length: what an interval has, in seconds.
    ///   - now: the time at which the value is looked at.
    ///   - meanMilliamperes: the current that flowed meanwhile; nil where it was not read.
    public static func broken(
        by value: IntervalValue, length: Int64, now: UTCTime, meanMilliamperes: Int64? = nil, limits: IntervalLimits
    ) -> ValidationRule? {
        guard value.seconds == length, value.start.floored(toMultipleOf: length) == value.start, value.end <= now else {
            return .timeCheck
        }
        guard let quantity = value.quantity else { return .gap }
        if quantity < 0 { return .negativeConsumption }
        if let most = limits.maximumUnitsPerHour {
            let allowance = (Int128(most) * Int128(length) + 3599) / 3600 + Int128(limits.resolution)
            if Int128(quantity) > allowance { return .energyRating }
        }
        if quantity == 0, let current = meanMilliamperes, current.magnitude >= limits.idleMilliamperes.magnitude {
            return .zeroConsumption
        }
        return nil
    }

    /// Marks what a day's intervals show only side by side: the highest far above the third highest (spike).
    ///
    /// Intervals that are missing or worse than valid are left out, and fewer than eight show nothing.
    public static func checkSpike(_ day: [IntervalValue], limits: IntervalLimits) -> [IntervalValue] {
        let good = day.indices.filter { day[$0].quality == .valid }
        let ranked = good.sorted { (day[$0].quantity ?? 0, $1) > (day[$1].quantity ?? 0, $0) }
        guard ranked.count >= 8, let highest = day[ranked[0]].quantity, let third = day[ranked[2]].quantity,
            highest >= limits.leastQuantity,
            Int128(highest) * 100 > Int128(third) * Int128(max(100, limits.spikePercent))
        else { return day }
        var checked = day
        checked[ranked[0]] = checked[ranked[0]].doubted(.spike)
        return checked
    }
}
