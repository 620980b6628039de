public import DeviceProfiles

/// Why a write to a device is not made.
public enum WriteDenial: Error, Hashable, Sendable {
    /// Nothing is configured for the unit, so nothing is known of its registers.
    case noProfile(unit: UInt8)
    case relay(channel: Int)
    case clock
    case profile(WriteRefusal, writable: [String])
    case needsCommissioning(fields: [String])
    /// A name is missing, or both are the same.
    case needsSecondPerson
    /// What stands in the device is not what was shown.
    case changedMeanwhile(shown: [UInt16], found: [UInt16])
    /// Another meter is at this address.
    case otherMeter(serial: String, expected: String)
}

extension WriteDenial: CustomStringConvertible {
    public var description: String {
        switch self {
        case .noProfile(let unit):
            "nothing is configured for unit \(unit), so nothing says which of its registers may be written. Add it to the "
                + "configuration with its profile."
        case .relay(let channel):
            "this is relay channel \(channel). A relay is never moved by `gridtally write`: `gridtally relay` does, by "
                + "orders of the chain or with a crew's key."
        case .clock: "this is the meter's clock. The service sets it, and never over the end of an interval."
        case .profile(let refusal, let writable):
            "\(refusal). "
                + (writable.isEmpty
                    ? "The profile lists nothing that may be written."
                    : "It lists: \(writable.joined(separator: ", ")).")
        case .needsCommissioning(let fields):
            "\(fields.joined(separator: ", ")) may alter what the meter measures or where it answers. Add "
                + "--commissioning and --second-person NAME."
        case .needsSecondPerson:
            "a commissioning session has two persons. Give --second-person, and --person where you are not who is "
                + "logged in."
        case .changedMeanwhile(let shown, let found):
            "the registers hold \(found) now, and not \(shown) as was shown. Look again."
        case .otherMeter(let serial, let expected):
            "the meter there has the serial number \(serial), and \(expected) was expected. Nothing was written; check "
                + "the configuration."
        }
    }
}
