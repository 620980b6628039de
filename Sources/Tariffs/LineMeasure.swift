/// How much a rebate, a subsidy or a levy is.
public enum LineMeasure: Hashable, Sendable {
    /// A share of earlier lines, in basis points.
    case share(basisPoints: Int64, of: [String])
    /// The line's quantity divided among steps; a rate of zero in the last step ends it: the first 100 kWh, for example.
    case steps([SlabStep])
    /// A sum in paise for each reference period.
    case sum(paise: Int64)
}
