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
}
