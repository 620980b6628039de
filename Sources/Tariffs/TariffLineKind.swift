/// What a tariff line charges for.
///
/// A *rate* is in milli-paise for each 1000 base units: 4.75 ₹/kWh is 475 000. Slab limits and periodic amounts scale by
/// `periodDays / referenceDays`, exactly, where a bill's period is not the reference period.
public enum TariffLineKind: Hashable, Sendable {
    /// The quantity priced by steps.
    case slab(mode: SlabMode, steps: [SlabStep])
    /// One rate for the whole quantity.
    case perUnit(rate: Int64)
    /// One rate for the whole quantity, chosen by the step that the quantity reaches.
    case perUnitBySlab(steps: [SlabStep])
    /// A sum in paise for each reference period.
    case fixed(paise: Int64)
    /// A sum in paise for each kilowatt of sanctioned load and reference period; parts of a kilowatt count in proportion.
    case fixedPerKilowatt(paise: Int64)
    /// A sum for each reference period, chosen by the step that the quantity reaches; the steps' `rate` is in paise.
    case fixedBySlab(steps: [SlabStep])
    /// What the lines before it lack to this sum in paise for each reference period; never negative.
    case minimum(paise: Int64)
    /// A share of earlier lines; negative for a rebate. 10 000 basis points are the whole.
    case percentage(basisPoints: Int64, of: [String])
    /// Basis points of earlier lines for each band, in proportion to what was used in it; outside all bands, none.
    case timeOfDayPercentage(bands: [TimeBand], of: [String])
    /// A rate for what was used in each band; outside all bands, none.
    case timeOfDayRate(bands: [TimeBand])
    /// Paise for each kilowatt (or kVA) of the highest demand and reference period; of a share of the contract demand,
    /// in basis points, where that is more.
    case maximumDemand(paise: Int64, leastBasisPoints: Int64)
    /// Paise for each kilowatt (or kVA) of demand, and reference period, above a share of the contract demand.
    case excessDemand(paise: Int64, aboveBasisPoints: Int64)
    /// A share of earlier lines, chosen by the step that Wh ÷ VAh of the period is in.
    case powerFactor(steps: [PowerFactorStep], of: [String])
    /// Takes off what it measures, at most the cap in paise for each reference period; never a charge.
    case rebate(LineMeasure, capPaise: Int64?)
    /// As a rebate, and somebody else pays it.
    case subsidy(LineMeasure, capPaise: Int64?, paidBy: String)
    /// Pays for the surplus.
    case exportCredit(ExportCredit)
    /// Simple interest for each day after the due date and the days of grace, in millionths of what is unpaid.
    case arrearsInterest(dailyMillionths: Int64, graceDays: Int64)
    /// A charge that is collected for somebody else.
    case levy(LineMeasure, collectedFor: String)
}
