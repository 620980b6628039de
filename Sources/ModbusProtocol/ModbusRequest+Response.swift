extension ModbusRequest {
    /// Bytes of the PDU that answers this request; nil where the device decides (functions 17 and 43).
    public var fixedResponseLength: Int? {
        switch self.function {
        case .readCoils, .readDiscreteInputs: 2 + BitPacking.byteCount(self.count)
        case .readHoldingRegisters, .readInputRegisters: 2 + 2 * self.count
        case .writeSingleCoil, .writeSingleRegister, .writeCoils, .writeRegisters: 5
        case .reportServerID, .readDeviceIdentification: nil
        }
    }

    /// Bytes of the answer that starts with `pdu`: 2 for an exception; nil while it is not known yet.
    ///
    /// Looks at the function code only to tell an exception.
    func responseLength(startingWith pdu: ArraySlice<UInt8>) -> Int? {
        guard let code = pdu.first else { return nil }
        if code & 0x80 != 0 { return 2 }
        if let fixed = self.fixedResponseLength { return fixed }
        if self.function == .reportServerID { return pdu.count > 1 ? 2 + Int(pdu[pdu.startIndex + 1]) : nil }
        return DeviceIdentification.length(pdu.dropFirst()).map { $0 + 1 }
    }

    /// True where an answer to `other` could be taken for an answer to this request of the same unit.
    public func hasSameShape(as other: ModbusRequest) -> Bool {
        guard self.function == other.function else { return false }
        switch self.function {
        case .writeSingleCoil, .writeSingleRegister, .writeCoils, .writeRegisters:
            // A write answer repeats address and value (or count).
            return (try? self.encoded().prefix(5)) == (try? other.encoded().prefix(5))
        default: return self.fixedResponseLength == other.fixedResponseLength
        }
    }
}
