/// Thresholds of the checks on interval values. The defaults are common practice of meter data management; a utility may
/// have its own.
public struct IntervalLimits: Hashable, Sendable {
    /// The most base units in an hour; nil where nobody said.
    public var maximumUnitsPerHour: Int64?
    /// A day's highest interval may be this many per cent of its third highest.
    public var spikePercent: Int64 = 280
    /// Below this, in base units, nothing is called a spike.
    public var leastQuantity: Int64 = 1000
    /// One step of the register: by so much an interval may exceed what its rating allows.
    public var resolution: Int64 = 1
    /// From this mean current on, in milliamperes, an interval without consumption is doubted.
    public var idleMilliamperes: Int64 = 1000
    /// A day may use from this to that many per cent of the mean of earlier days of its kind.
    public var lowPercent: Int64 = 50
    public var highPercent: Int64 = 200
    /// So few days of a kind say nothing of the next one.
    public var leastDays = 3
    /// So many days of a kind are compared with, the newest.
    public var comparedDays = 10

    public init(maximumUnitsPerHour: Int64? = nil, resolution: Int64 = 1) {
        self.maximumUnitsPerHour = maximumUnitsPerHour.map { max(1, $0) }
        self.resolution = max(1, resolution)
    }
}
