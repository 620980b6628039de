/// What the relay's contact is read back as: `output_state` of DLMS/COSEM *Disconnect control*, kept apart from what was
/// commanded. It is never inferred from a command.
public enum OutputState: UInt8, Hashable, Sendable, CaseIterable, Codable {
    /// NOT ISOLATED: an open relay is no place to work at; test before touch.
    case open = 0
    case closed = 1
    case unknown = 255
}

extension OutputState: CustomStringConvertible {
    public var description: String {
        switch self {
        case .open: "open"
        case .closed: "closed"
        case .unknown: "unknown"
        }
    }
}
