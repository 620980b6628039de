/// What the quantity of a bill part counts, and so what its rate is for.
public enum BillBasis: UInt8, Hashable, Sendable {
    /// Base units of the service, at milli-paise for each 1000.
    case quantity = 0
    /// Periods or pieces, at paise for each.
    case period = 1
    /// Watts or voltamperes times periods, at paise for each 1000.
    case load = 2
    /// Paise of other lines, at basis points.
    case lines = 3
    /// Base units of the service, at basis points of the paise that the line's factor is.
    case share = 4
    /// Paise times days, at millionths.
    case arrears = 5

    /// What `quantity × rate` is divided by to give paise.
    public var divisor: Int64 {
        switch self {
        case .quantity, .arrears: 1_000_000
        case .period: 1
        case .load: 1000
        case .lines, .share: 10_000
        }
    }
}
