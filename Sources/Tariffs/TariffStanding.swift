/// Whether a tariff may support a bill that somebody has to pay.
public enum TariffStanding: UInt8, Hashable, Sendable, CaseIterable {
    /// For demonstrations and drafts: taken from press reports or made up.
    case illustrative = 0
    /// Ordered by the authority that it names.
    case ordered = 1
}
