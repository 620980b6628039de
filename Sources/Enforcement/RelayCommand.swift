/// What a relay is told.
public enum RelayCommand: UInt8, Hashable, Sendable, Codable {
    case open = 0
    case close = 1
}

extension RelayCommand: CustomStringConvertible {
    public var description: String { self == .open ? "open" : "close" }
}
