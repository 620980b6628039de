/// By what right a supply is closed. The caller has verified it; none of these needs a fresh chain.
public enum ReconnectAuthority: Hashable, Sendable, Codable {
    /// A final permit.
    case permit(number: UInt64, height: UInt64)
    /// The order that the supply was opened under is revoked, finally.
    case orderRevoked(number: UInt64, height: UInt64)
    /// A signed, meter-bound, single-use voucher.
    case voucher(serial: String)
    /// A crew member on site, with a crew key and a reason.
    case crew(person: String, reason: String)
    /// A pairing trial that opened the supply is over; the person and the reason.
    case trial(person: String)
    /// The supply was connected when its relay, which does not latch, lost power.
    case powerReturned
}

extension ReconnectAuthority: CustomStringConvertible {
    public var description: String {
        switch self {
        case .permit(let number, let height): "permit \(number) of block \(height)"
        case .orderRevoked(let number, let height): "order \(number) revoked in block \(height)"
        case .voucher(let serial): "voucher \(serial)"
        case .crew(let person, let reason): "\(person) on site: \(reason)"
        case .trial(let person): "pairing trial of \(person)"
        case .powerReturned: "connected before the power failed"
        }
    }
}
