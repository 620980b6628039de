/// What is wrong with the bytes of a request or an answer.
public enum ModbusCodecError: Error, Hashable, Sendable {
    /// No bytes at all.
    case empty
    /// A function code outside ``ModbusFunction``, or function 43 with another MEI type than 14.
    case unknownFunction(UInt8)
    /// More or fewer bytes than the function or its byte count asks for.
    case wrongLength(function: ModbusFunction, expected: Int, found: Int)
    /// A number of coils or registers outside what the function allows.
    case countOutOfRange(function: ModbusFunction, count: Int, allowed: ClosedRange<Int>)
    /// Address plus count goes beyond 65 535.
    case addressOverflow(function: ModbusFunction, address: UInt16, count: Int)
    /// An answer of another function than was asked.
    case wrongFunction(expected: ModbusFunction, found: UInt8)
    /// A write answer that names another address, value or count than was written.
    case wrongEcho(function: ModbusFunction)
    /// An identification answer whose objects do not fit its length.
    case damagedIdentification

    /// What a device answers to a request with this error.
    public var exception: ModbusException {
        switch self {
        case .empty, .unknownFunction, .wrongFunction: .illegalFunction
        case .addressOverflow: .illegalDataAddress
        default: .illegalDataValue
        }
    }
}

extension ModbusCodecError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .empty: "empty Modbus message"
        case .unknownFunction(let code): "unknown Modbus function \(code)"
        case .wrongLength(let function, let expected, let found):
            "function \(function.rawValue): expected \(expected) bytes, found \(found)"
        case .countOutOfRange(let function, let count, let allowed):
            "function \(function.rawValue): count \(count) is outside \(allowed.lowerBound) to \(allowed.upperBound)"
        case .addressOverflow(let function, let address, let count):
            "function \(function.rawValue): address \(address) with count \(count) goes beyond 65535"
        case .wrongFunction(let expected, let found):
            "expected an answer of function \(expected.rawValue), found \(found)"
        case .wrongEcho(let function): "function \(function.rawValue): the answer names another write than was asked"
        case .damagedIdentification: "function 43: the identification objects do not fit the length of the answer"
        }
    }
}
