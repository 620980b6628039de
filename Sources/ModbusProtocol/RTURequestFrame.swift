/// One request as a device hears it on a serial line.
public struct RTURequestFrame: Hashable, Sendable {
    /// 0 is the broadcast: carried out, never answered.
    public let unit: UInt8
    /// Function code and data, as they came.
    public let pdu: [UInt8]
    /// When its first byte was seen, in nanoseconds of the caller's clock.
    public let firstByteNanoseconds: Int64
    /// When its last byte was seen.
    public let lastByteNanoseconds: Int64
    /// Silence before the first byte; nil for the first frame on the line. Strict devices ignore a frame after less
    /// than 3.5 characters.
    public let precedingSilenceNanoseconds: Int64?

    /// The request, or the error whose ``ModbusCodecError/exception`` the device answers.
    public func request() throws(ModbusCodecError) -> ModbusRequest { try ModbusRequest(pdu: self.pdu) }
}
