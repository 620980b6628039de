/// One line of a tariff, and so of every bill under it.
public struct TariffLine: Hashable, Sendable {
    /// Unique within the tariff; percentages refer to it.
    public var name: String
    public var kind: TariffLineKind
    /// How the line's exact amount becomes whole paise; applied once.
    public var rounding: RoundingRule
    /// Which quantity the steps and rates of the line are for.
    public var quantity: BillQuantity
    /// Whom and when the line is for; a bill for which it does not hold has no such line.
    public var condition: LineCondition

    public init(
        name: String, kind: TariffLineKind, rounding: RoundingRule = .halfUp, quantity: BillQuantity = .used,
        condition: LineCondition = .always
    ) {
        self.name = name
        self.kind = kind
        self.rounding = rounding
        self.quantity = quantity
        self.condition = condition
    }
}
