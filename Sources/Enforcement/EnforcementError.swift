/// Why a calendar, a policy or a controller cannot be made.
public enum EnforcementError: Error, Hashable, Sendable {
    case badCalendar(String)
    case badPolicy(field: String, value: Int64, allowed: ClosedRange<Int64>)
}

extension EnforcementError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .badCalendar(let reason): "switching calendar: \(reason); correct it on the chain"
        case .badPolicy(let field, let value, let allowed):
            "enforcement policy: \(field) is \(value), outside \(allowed.lowerBound) to \(allowed.upperBound); "
                + "correct it on the chain"
        }
    }
}
