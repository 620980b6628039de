/// What a line of a bill may need besides the quantity.
public enum BillNeed: Hashable, Sendable {
    case exported, plantPower, apparent, reactive, maximumDemand, contractDemand, timed, timeOfUse, arrears
    case promptPayment
}

extension BillNeed: CustomStringConvertible {
    public var description: String {
        switch self {
        case .exported: "the energy fed back"
        case .plantPower: "the power of the consumer's plant"
        case .apparent: "the apparent energy"
        case .reactive: "the reactive energy"
        case .maximumDemand: "the maximum demand"
        case .contractDemand: "the contract demand or sanctioned load"
        case .timed: "the quantity by time of day"
        case .timeOfUse: "the day and time of use"
        case .arrears: "the arrears"
        case .promptPayment: "whether the bill before was paid by its due date"
        }
    }
}
