/// Why a relay may not be switched until an operator has looked.
public enum RelayLock: UInt8, Hashable, Sendable, CaseIterable, Codable {
    /// Trips only: the output changed without a command, or another master wrote on the line.
    case unexpectedChange = 0
    /// All switching: the relay did not follow, and where it stands is not known.
    case unknownState = 1
    /// All switching: current flows while the relay reads open. Welded contact or bypass.
    case weldedOrBypassed = 2

    public var blocksClosing: Bool { self != .unexpectedChange }
}

extension RelayLock: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unexpectedChange: "the relay or the line changed without a command"
        case .unknownState: "the relay did not follow its command and its state is unknown"
        case .weldedOrBypassed: "current flows while the relay is open: welded contact or bypass"
        }
    }
}
