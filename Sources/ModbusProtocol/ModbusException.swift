/// The code with which a device refuses a request (Modbus application protocol V1.1b3, section 7).
///
/// Codes outside the standard are kept as they came.
public struct ModbusException: Hashable, Sendable, Error {
    /// 1 to 255 on the wire.
    public let code: UInt8

    public init(code: UInt8) { self.code = code }

    public static let illegalFunction = ModbusException(code: 1)
    public static let illegalDataAddress = ModbusException(code: 2)
    public static let illegalDataValue = ModbusException(code: 3)
    public static let deviceFailure = ModbusException(code: 4)
    public static let acknowledge = ModbusException(code: 5)
    public static let deviceBusy = ModbusException(code: 6)
    public static let negativeAcknowledge = ModbusException(code: 7)
    public static let memoryParityError = ModbusException(code: 8)
    public static let gatewayPathUnavailable = ModbusException(code: 10)
    public static let gatewayTargetFailed = ModbusException(code: 11)

    /// A gateway says that the unit behind it did not answer: the unit's trouble, not the connection's.
    public var meansUnitSilent: Bool { self == .gatewayPathUnavailable || self == .gatewayTargetFailed }

    /// The device works on something else; it answers the same question later.
    public var asksToWait: Bool { self == .deviceBusy || self == .acknowledge }

    /// The addressed block, or part of it, does not exist in the device.
    public var refusesBlock: Bool { self == .illegalDataAddress || self == .illegalDataValue }
}

extension ModbusException: CustomStringConvertible {
    public var description: String {
        switch self {
        case .illegalFunction: "exception 01, the device does not know this function"
        case .illegalDataAddress: "exception 02, the device has no such register"
        case .illegalDataValue: "exception 03, the device refuses this value or block length"
        case .deviceFailure: "exception 04, the device failed while it worked on the request"
        case .acknowledge: "exception 05, the device accepted and needs time"
        case .deviceBusy: "exception 06, the device is busy"
        case .negativeAcknowledge: "exception 07, the device cannot do this"
        case .memoryParityError: "exception 08, the device found a parity error in its memory"
        case .gatewayPathUnavailable: "exception 0A, the gateway has no path to this unit"
        case .gatewayTargetFailed: "exception 0B, the unit behind the gateway does not answer"
        default: "exception \(self.code), not in the standard"
        }
    }
}
