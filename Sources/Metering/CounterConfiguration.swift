/// What is known about one cumulative register and the connection behind it.
public struct CounterConfiguration: Hashable, Sendable {
    /// The most base units (Wh, L) that the connection's rating lets through in an hour; at least 1.
    public let maximumUnitsPerHour: Int64
    /// The register goes from this value to 0, in base units; nil where nobody knows.
    public let modulus: Int64?
    /// What one step of the register is worth in base units; at least 1. Every increment may be off by one step.
    public let resolution: Int64
    /// A step back of at most this much is rounding in the meter, not a reset.
    public let backwardTolerance: Int64
    /// What 65 536 steps of an integer register are worth in base units: how far a torn read is off. Nil for floats.
    public let lowWordUnits: Int64?
    /// How many further readings must agree before a jump, a reset or a new serial number is believed; 1 to 10,
    /// 2 where the register is read again at once.
    public let confirmations: Int

    /// Numbers below their least value are raised to it.
    public init(
        maximumUnitsPerHour: Int64, modulus: Int64? = nil, resolution: Int64 = 1, backwardTolerance: Int64? = nil,
        lowWordUnits: Int64? = nil, confirmations: Int = 1
    ) {
        self.maximumUnitsPerHour = max(1, maximumUnitsPerHour)
        self.modulus = modulus.flatMap { $0 > 0 ? $0 : nil }
        self.resolution = max(1, resolution)
        self.backwardTolerance = max(0, backwardTolerance ?? max(1, resolution))
        self.lowWordUnits = lowWordUnits.flatMap { $0 > 0 ? $0 : nil }
        self.confirmations = min(10, max(1, confirmations))
    }

    /// The most that the register can have moved in this time, rounding included.
    func allowance(milliseconds: Int64) -> Int128 {
        let product = Int128(self.maximumUnitsPerHour) * Int128(max(0, milliseconds))
        return (product + 3_599_999) / 3_600_000 + Int128(self.resolution)
    }
}
