import ModbusProtocol

/// A request to one unit with its bytes, made once and asked many times.
final class Question: Sendable {
    let unit: UInt8
    let request: ModbusRequest
    let pdu: [UInt8]
    /// With unit and checksum as it goes out on a serial line; with the unit alone on TCP.
    let sent: [UInt8]

    init(_ request: ModbusRequest, to unit: UInt8, isSerial: Bool) throws(ModbusCodecError) {
        let pdu = try request.encoded()
        self.unit = unit
        self.request = request
        self.pdu = pdu
        self.sent = isSerial ? RTUFrame.encode(unit: unit, pdu: pdu) : [unit] + pdu
    }
}
