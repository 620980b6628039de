/// What a bill is computed from, besides the tariff.
public struct BillInput: Hashable, Sendable {
    /// Used in the period, in the tariff's base unit; zero or more.
    public var quantity: Int64
    /// Days of the billed period, 1 to 3660.
    public var periodDays: Int64
    /// Days that the tariff's limits and periodic sums are for, 1 to 3660; equal to `periodDays` for a full period.
    public var referenceDays: Int64
    /// Watts, zero or more; only lines for each kilowatt use it.
    public var sanctionedLoadWatts: Int64
    /// What the last bill's rounding left, in paise; may be negative.
    public var carriedRemainderPaise: Int64

    public init(
        quantity: Int64, periodDays: Int64 = 30, referenceDays: Int64 = 30, sanctionedLoadWatts: Int64 = 0,
        carriedRemainderPaise: Int64 = 0
    ) {
        self.quantity = quantity
        self.periodDays = periodDays
        self.referenceDays = referenceDays
        self.sanctionedLoadWatts = sanctionedLoadWatts
        self.carriedRemainderPaise = carriedRemainderPaise
    }

    func validate() throws(TariffError) {
        let days: ClosedRange<Int64> = 1...3660
        // So that a quantity in parts of a reference period, and a load over a period, fit 64 bits.
        let amounts: ClosedRange<Int64> = 0...1_000_000_000_000_000
        let carried: ClosedRange<Int64> = -1_000_000...1_000_000
        let checks = [
            ("quantity", self.quantity, amounts), ("period days", self.periodDays, days),
            ("reference days", self.referenceDays, days), ("sanctioned load", self.sanctionedLoadWatts, amounts),
            ("carried remainder", self.carriedRemainderPaise, carried),
        ]
        for (field, value, allowed) in checks where !allowed.contains(value) {
            throw .inputOutOfRange(field: field, value: value, allowed: allowed)
        }
    }
}
