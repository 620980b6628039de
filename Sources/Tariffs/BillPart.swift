/// A quantity at one rate, within a line of a bill.
public struct BillPart: Hashable, Sendable {
    /// The limit of the step that this part is in, as the tariff has it; nil for the last step and where there are no steps.
    public var upTo: Int64?
    /// In the unit of the line's basis, times the line's `quantityDivisor`.
    public var quantity: Int64
    /// In the unit of the line's basis; negative in what is taken off.
    public var rate: Int64

    public init(upTo: Int64? = nil, quantity: Int64, rate: Int64) {
        self.upTo = upTo
        self.quantity = quantity
        self.rate = rate
    }
}
