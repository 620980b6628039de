/// Why a feeder could not be simulated.
public enum FeederSimulationError: Error, Hashable, CustomStringConvertible {
    /// No voltages carry the loads of this step of five minutes.
    case overloaded(step: Int)
    /// Days outside of ``FeederRequest/dayRange``.
    case days(Int)
    /// The family's deed finds nobody on this feeder to be done to.
    case noVictim(FeederFamily)
    /// No family has this name.
    case unknownFamily(String)

    public var description: String {
        switch self {
        case .overloaded(let step):
            "the simulated feeder cannot carry its loads at step \(step); use another seed"
        case .days(let days):
            "\(days) days cannot be simulated; use \(FeederRequest.dayRange.lowerBound) to "
                + "\(FeederRequest.dayRange.upperBound)"
        case .noVictim(let family):
            "this feeder has no customer for \(family.rawValue); use another seed"
        case .unknownFamily(let name):
            "there is no family \"\(name)\"; the families are "
                + FeederFamily.allCases.map(\.rawValue).joined(separator: ", ")
        }
    }
}
