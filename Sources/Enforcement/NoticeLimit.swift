/// How long after the service of a notice a supply may be disconnected.
public enum NoticeLimit: Hashable, Sendable {
    /// Local days with both end days left out (Electricity Act 2003, s. 56(1)).
    case clearDays(Int64)
    /// Milliseconds of the chain's time; for demonstrations only.
    case milliseconds(Int64)

    var amount: Int64 {
        switch self {
        case .clearDays(let days): days
        case .milliseconds(let milliseconds): milliseconds
        }
    }

    var allowed: ClosedRange<Int64> {
        switch self {
        case .clearDays: 0...3660
        case .milliseconds: 0...(3660 * 86_400_000)
        }
    }
}
