/// What is paid for the surplus: what was fed back, and carried on by the bill before, above what was used.
public struct ExportCredit: Hashable, Sendable {
    /// Milli-paise for each 1000 Wh.
    public var rate: Int64
    /// Surplus up to this, in Wh for the reference period, is carried to the next bill; only what is above it is paid.
    public var carryUpTo: Int64
    /// The most that is paid for, in Wh for each kilowatt of the consumer's plant and day; nil for no cap.
    public var capPerKilowattDay: Int64?

    public init(rate: Int64, carryUpTo: Int64 = 0, capPerKilowattDay: Int64? = nil) {
        self.rate = rate
        self.carryUpTo = carryUpTo
        self.capPerKilowattDay = capPerKilowattDay
    }
}
