/// A serial frame: unit, PDU, checksum (Modbus over serial line V1.02, section 2.5.1).
public enum RTUFrame {
    /// Adds unit and checksum to `pdu`.
    public static func encode(unit: UInt8, pdu: [UInt8]) -> [UInt8] {
        var frame: [UInt8] = []
        frame.reserveCapacity(pdu.count + 3)
        frame.append(unit)
        frame.append(contentsOf: pdu)
        let checksum = CRC16.checksum(frame)
        frame.append(UInt8(checksum & 0xFF))
        frame.append(UInt8(checksum >> 8))
        return frame
    }

    /// Unit and PDU of `frame`; nil where it is too short, too long, or the checksum is wrong.
    public static func decode(_ frame: ArraySlice<UInt8>) -> (unit: UInt8, pdu: ArraySlice<UInt8>)? {
        guard let unit = frame.first, frame.count <= ModbusLimits.rtuFrame, CRC16.isValid(frame) else { return nil }
        return (unit, frame.dropFirst().dropLast(2))
    }
}
