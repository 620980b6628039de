/// A TCP frame: transaction, protocol 0, length, unit, PDU (Modbus messaging on TCP/IP V1.0b, section 3.1.3).
public struct MBAPFrame: Hashable, Sendable {
    public let transaction: UInt16
    public let unit: UInt8
    public let pdu: [UInt8]

    public init(transaction: UInt16, unit: UInt8, pdu: [UInt8]) {
        self.transaction = transaction
        self.unit = unit
        self.pdu = pdu
    }

    public func encoded() -> [UInt8] {
        let length = UInt16(truncatingIfNeeded: self.pdu.count + 1)
        var bytes: [UInt8] = []
        bytes.reserveCapacity(7 + self.pdu.count)
        for word in [self.transaction, 0, length] {
            bytes.append(UInt8(word >> 8))
            bytes.append(UInt8(word & 0xFF))
        }
        bytes.append(self.unit)
        bytes.append(contentsOf: self.pdu)
        return bytes
    }
}
