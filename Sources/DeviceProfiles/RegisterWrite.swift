/// A write that somebody wants to make.
public struct RegisterWrite: Hashable, Sendable {
    /// 5 (one coil), 6 (one register), 15 (coils) or 16 (registers).
    public let function: UInt8
    /// The 0-based address on the wire.
    public let address: UInt16
    /// As they go over the wire: 0xFF00 and 0 for function 5, 1 and 0 for the coils of function 15.
    public let values: [UInt16]

    public init(function: UInt8, address: UInt16, values: [UInt16]) {
        (self.function, self.address, self.values) = (function, address, values)
    }

    /// The table that the function writes; nil for a function that does not write.
    public var table: RegisterTable? {
        switch self.function {
        case 5, 15: .coil
        case 6, 16: .holdingRegister
        default: nil
        }
    }

    var range: Range<Int> { Int(self.address)..<Int(self.address) + self.values.count }
}

/// Why a profile does not allow a write.
public enum WriteRefusal: Error, Hashable, Sendable {
    case functionNotWriting(UInt8)
    /// The device takes writes by these functions only.
    case functionNotTaken(UInt8, taken: [UInt8])
    /// No values, more than one for a function that writes one, or past the last address.
    case impossibleRange(address: UInt16, count: Int)
    case forbidden(table: RegisterTable, range: Range<Int>, reason: String)
    /// Part of a value of several registers: the rest would stay as it is.
    case partOfField(String)
    /// A relay channel is moved alone, by its own function, with one of its two values.
    case notARelayCommand(channel: Int)
    case notListed(table: RegisterTable, address: Int)
}

extension WriteRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .functionNotWriting(let function): "function \(function) does not write; use 5, 6, 15 or 16"
        case .functionNotTaken(let function, let taken):
            "this model does not take function \(function); use " + taken.map(String.init).joined(separator: " or ")
        case .impossibleRange(let address, let count):
            "\(count) values from address \(address) cannot be written by this function; check address and count"
        case .forbidden(let table, let range, let reason):
            "\(table.rawValue) \(range.lowerBound) to \(range.upperBound - 1) must never be written: \(reason)"
        case .partOfField(let name): "only a part of \(name) would be written; write all of its registers at once"
        case .notARelayCommand(let channel):
            "relay channel \(channel) is moved alone, by its own function and values; use the relay command"
        case .notListed(let table, let address):
            "the profile does not list \(table.rawValue) \(address) as writable; what it does not list is never written"
        }
    }
}
