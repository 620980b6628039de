/// Days that are compared with each other: people use energy differently on a Sunday.
public enum DayKind: String, Hashable, Sendable, CaseIterable {
    case workday
    case saturday
    case sunday

    /// - Parameter day: days since 1970-01-01, which was a Thursday.
    public init(day: Int64) {
        switch ((day % 7) + 7) % 7 {
        case 2: self = .saturday
        case 3: self = .sunday
        default: self = .workday
        }
    }
}
