/// One line of a tariff, and so of every bill under it.
public struct TariffLine: Hashable, Sendable {
    /// Unique within the tariff; percentages refer to it.
    public var name: String
    public var kind: TariffLineKind
    /// How the line's exact amount becomes whole paise; applied once.
    public var rounding: RoundingRule

    public init(name: String, kind: TariffLineKind, rounding: RoundingRule = .halfUp) {
        self.name = name
        self.kind = kind
        self.rounding = rounding
    }
}
