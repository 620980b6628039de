/// A check that doubts a reading: the V of validation, estimation and editing (VEE). The raw value is its name in
/// records.
///
/// The names are those of meter data management (high/low, spike, sum, zero and negative consumption, gap, time check),
/// the thresholds are in ``ValidationLimits`` and ``IntervalLimits``; `docs/readings.md` has the table.
public enum ValidationRule: String, Hashable, Sendable, CaseIterable {
    // One sample.
    case voltageRange = "voltage-range"
    case frequencyRange = "frequency-range"
    /// A power factor is never outside -1 to 1.
    case powerFactorRange = "power-factor-range"
    /// More current in a phase than the whole connection can carry.
    case currentRating = "current-rating"
    /// More power than the connection can carry.
    case powerRating = "power-rating"
    /// The phases must add up to the total.
    case phaseSum = "phase-sum"
    /// Apparent power is never less than active and reactive power make together: S² ≥ P² + Q².
    case apparentPower = "apparent-power"
    /// Current flows at a voltage, and the meter shows no power.
    case zeroPower = "zero-power"

    // One interval.
    /// More energy than the connection can carry.
    case energyRating = "energy-rating"
    /// Less than nothing: a cumulative register never falls.
    case negativeConsumption = "negative-consumption"
    /// Nothing was counted while current flowed.
    case zeroConsumption = "zero-consumption"
    /// Far above every other interval of the day but two.
    case spike = "spike"
    /// An interval without a value.
    case gap = "gap"
    /// Not where an interval has to be: out of order, misaligned, of another length, or in the future.
    case timeCheck = "time-check"

    // One day.
    /// Less than half or more than twice of what days of its kind use.
    case highLow = "high-low"
    /// The intervals do not add up to what the register moved.
    case sumCheck = "sum-check"
}
