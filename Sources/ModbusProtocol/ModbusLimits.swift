/// Sizes that the application protocol and the serial line allow (V1.1b3 sections 4.1 and 6).
public enum ModbusLimits {
    /// Bytes of a PDU.
    public static let pdu = 253
    /// Bytes of a serial frame: unit, PDU, checksum.
    public static let rtuFrame = 256
    /// Bytes of a TCP frame: MBAP header and PDU.
    public static let tcpFrame = 260
    public static let readBits = 2000
    public static let readRegisters = 125
    public static let writeBits = 1968
    public static let writeRegisters = 123
}
