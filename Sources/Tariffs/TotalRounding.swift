/// How the total of a bill is rounded.
public enum TotalRounding: Hashable, Sendable {
    /// To the paisa, as the lines sum up.
    case none
    /// To a multiple of `paise` (100 is a whole rupee); what was rounded off is carried to the next bill.
    case multiple(paise: Int64, rule: RoundingRule)
}
