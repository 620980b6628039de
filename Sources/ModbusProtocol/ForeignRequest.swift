/// A request on the line that is not ours.
public struct ForeignRequest: Hashable, Sendable {
    /// Whom it asks; 0 is everybody.
    public let unit: UInt8
    /// Function code and data.
    public let pdu: [UInt8]
    /// When its last byte was seen.
    public let endNanoseconds: Int64

    public init(unit: UInt8, pdu: [UInt8], endNanoseconds: Int64) {
        (self.unit, self.pdu, self.endNanoseconds) = (unit, pdu, endNanoseconds)
    }

    /// Nil where the frame is well formed and asks for something that the standard does not allow.
    public var request: ModbusRequest? { try? ModbusRequest(pdu: self.pdu) }

    /// It asks a device to change something: functions 5, 6, 15, 16, 22 and 23.
    public var writes: Bool { [5, 6, 15, 16, 22, 23].contains(self.pdu.first) }

    /// The answer to it could be taken for the answer to `own`, an exception included.
    func isConfusable(with own: ModbusRequest, of unit: UInt8) -> Bool {
        self.unit == unit && self.pdu.first == own.function.rawValue
    }
}

extension ForeignRequest: CustomStringConvertible {
    /// For example `unit 3, function 4, registers 0 to 9`.
    public var description: String {
        "unit \(self.unit), \(self.request?.description ?? "function \(self.pdu.first ?? 0)")"
    }
}
