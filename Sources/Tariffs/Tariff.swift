public import Metering

/// A price list as data: the lines of a bill in the order in which they are computed.
///
/// Nothing here knows a service. Electricity, water and transport differ in their lines only. All amounts are integers of
/// the currency's minor unit, called *paise* throughout; quantities are integers of the base unit.
public struct Tariff: Hashable, Sendable {
    /// What people call it, for example `Village water`.
    public var label: String
    /// Who made it, for example `Village council`.
    public var authority: String
    /// The number of the order that it was made by.
    public var orderNumber: String
    public var standing: TariffStanding
    /// ISO 4217 code, for example `INR`. The minor unit is a hundredth.
    public var currency: String
    /// The base unit of the billed quantity: Wh, varh, VAh, litre, metre, or none for a plain count.
    public var unit: Metering.Unit
    /// Computed in this order; a line may refer to those before it only.
    public var lines: [TariffLine]
    public var totalRounding: TotalRounding
    /// Where its figures are from, for example `press reports of 3 October 2025`; nil where that is not said.
    public var source: String?
    /// The first and the last local day for which the authority made it; nil where that is not said.
    public var validFrom: CivilDate?
    public var validTo: CivilDate?

    public init(
        label: String, authority: String, orderNumber: String, standing: TariffStanding, currency: String = "INR",
        unit: Metering.Unit, lines: [TariffLine], totalRounding: TotalRounding = .none, source: String? = nil,
        validFrom: CivilDate? = nil, validTo: CivilDate? = nil
    ) {
        self.label = label
        self.authority = authority
        self.orderNumber = orderNumber
        self.standing = standing
        self.currency = currency
        self.unit = unit
        self.lines = lines
        self.totalRounding = totalRounding
        self.source = source
        self.validFrom = validFrom
        self.validTo = validTo
    }

    /// Whether the authority made it for this day; true where it does not say.
    public func isValid(on day: CivilDate) -> Bool {
        self.validFrom.map { $0 <= day } ?? true && self.validTo.map { day <= $0 } ?? true
    }
}
