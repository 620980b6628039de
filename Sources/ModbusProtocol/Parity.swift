/// Parity of a serial line.
public enum Parity: String, Hashable, Sendable, Codable, CaseIterable {
    case none
    case even
    case odd

    /// N, E or O, as in `8N1`.
    public var letter: Character {
        switch self {
        case .none: "N"
        case .even: "E"
        case .odd: "O"
        }
    }
}
