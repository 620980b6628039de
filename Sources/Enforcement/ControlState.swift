/// What the control logic of a relay is in: `control_state` of DLMS/COSEM *Disconnect control* (class 70, IEC 62056-6-2).
public enum ControlState: UInt8, Hashable, Sendable, CaseIterable, Codable {
    case disconnected = 0
    case connected = 1
    /// Closing is permitted and waits for a person at the meter to press its button.
    case readyForReconnection = 2
    /// Not known; the standard has no such value, but a box must be able to say it.
    case unknown = 255
}

extension ControlState: CustomStringConvertible {
    public var description: String {
        switch self {
        case .disconnected: "disconnected"
        case .connected: "connected"
        case .readyForReconnection: "ready_for_reconnection"
        case .unknown: "unknown"
        }
    }
}
