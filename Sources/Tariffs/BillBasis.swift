/// What the quantity of a bill part counts, and so what its rate is for.
public enum BillBasis: UInt8, Hashable, Sendable, CaseIterable {
    /// Base units of the service, at milli-paise for each 1000.
    case quantity = 0
    /// Periods or pieces, at paise for each.
    case period = 1
    /// Watts times periods, at paise for each kilowatt.
    case load = 2
    /// Paise of other lines, at basis points.
    case lines = 3

    /// What `quantity × rate` is divided by to give paise.
    public var divisor: Int64 {
        switch self {
        case .quantity: 1_000_000
        case .period: 1
        case .load: 1000
        case .lines: 10_000
        }
    }
}
