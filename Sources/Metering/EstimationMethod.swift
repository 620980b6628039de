/// How a value was estimated: the E of validation, estimation and editing (VEE). The raw value is its name in records.
public enum EstimationMethod: String, Hashable, Sendable, CaseIterable {
    /// On the straight line between the register's own two good readings on both sides of a gap: the energy of the gap
    /// is known, only its distribution over the intervals is estimated.
    case linear = "estimate-linear"
}
