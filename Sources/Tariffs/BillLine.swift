/// One line of a bill with everything that it was computed from.
///
/// `amountPaise = rounding(factor × Σ part.quantity × part.rate ÷ (quantityDivisor × basis.divisor))`, which
/// ``recomputedPaise()`` works out again without the tariff.
public struct BillLine: Hashable, Sendable {
    public var name: String
    public var basis: BillBasis
    /// The quantities of the parts are in this fraction of their unit: the reference days where a bill is for another
    /// period, the whole quantity where the parts are shares of it.
    public var quantityDivisor: Int64
    /// Paise of other lines of which each part takes its share; 1 in every line without shares.
    public var factor: Int64
    /// At most one part for each step, in ascending order, or one for each band, in the tariff's order; none where
    /// nothing was used.
    public var parts: [BillPart]
    public var rounding: RoundingRule
    public var amountPaise: Int64

    public init(
        name: String, basis: BillBasis, quantityDivisor: Int64, factor: Int64 = 1, parts: [BillPart],
        rounding: RoundingRule, amountPaise: Int64
    ) {
        self.name = name
        self.basis = basis
        self.quantityDivisor = quantityDivisor
        self.factor = factor
        self.parts = parts
        self.rounding = rounding
        self.amountPaise = amountPaise
    }

    /// The amount from the parts, rounded once; does not look at `amountPaise`.
    public func recomputedPaise() throws(TariffError) -> Int64 {
        guard self.quantityDivisor > 0 else {
            throw .inputOutOfRange(
                field: "quantity divisor of \(self.name)", value: self.quantityDivisor, allowed: 1...Int64.max)
        }
        var sum: Int128 = 0
        for part in self.parts {
            // Two 64-bit factors always fit.
            let (next, overflow) = sum.addingReportingOverflow(Int128(part.quantity) * Int128(part.rate))
            guard !overflow else { throw .overflow(line: self.name) }
            sum = next
        }
        let (product, overflow) = sum.multipliedReportingOverflow(by: Int128(self.factor))
        guard !overflow else { throw .overflow(line: self.name) }
        let divisor = Int128(self.quantityDivisor) * Int128(self.basis.divisor)
        guard let amount = Int64(exactly: self.rounding.quotient(product, over: divisor)) else {
            throw .overflow(line: self.name)
        }
        return amount
    }
}
