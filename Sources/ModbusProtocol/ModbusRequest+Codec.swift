extension ModbusRequest {
    /// The bytes from function code to data.
    ///
    /// - Throws: ``ModbusCodecError`` where count or address is outside what the function allows, so that no
    ///   illegal request reaches a line.
    public func encoded() throws(ModbusCodecError) -> [UInt8] {
        try self.checkCount()
        let function = self.function.rawValue
        switch self {
        case .readCoils(let address, let count), .readDiscreteInputs(let address, let count),
            .readHoldingRegisters(let address, let count), .readInputRegisters(let address, let count):
            return [function] + address.bigEndianBytes + UInt16(count).bigEndianBytes
        case .writeSingleCoil(let address, let value), .writeSingleRegister(let address, let value):
            return [function] + address.bigEndianBytes + value.bigEndianBytes
        case .writeCoils(let address, let values):
            let packed = BitPacking.pack(values)
            return [function] + address.bigEndianBytes + UInt16(values.count).bigEndianBytes + [UInt8(packed.count)]
                + packed
        case .writeRegisters(let address, let values):
            return [function] + address.bigEndianBytes + UInt16(values.count).bigEndianBytes
                + [UInt8(2 * values.count)] + values.flatMap(\.bigEndianBytes)
        case .reportServerID: return [function]
        case .readDeviceIdentification(let code, let object): return [function, 14, code, object]
        }
    }

    /// Bytes of ``encoded()``, without encoding.
    var encodedLength: Int {
        switch self {
        case .reportServerID: 1
        case .readDeviceIdentification: 4
        case .writeCoils(_, let values): 6 + BitPacking.byteCount(values.count)
        case .writeRegisters(_, let values): 6 + 2 * values.count
        default: 5
        }
    }

    /// Reads a request as a device does.
    public init(pdu: some Collection<UInt8>) throws(ModbusCodecError) {
        let bytes = Array(pdu)
        guard let code = bytes.first else { throw .empty }
        guard let function = ModbusFunction(rawValue: code) else { throw .unknownFunction(code) }
        if let expected = Self.length(ofPDU: bytes[...]), expected != bytes.count {
            throw .wrongLength(function: function, expected: expected, found: bytes.count)
        }
        guard bytes.count >= Self.minimumLength(function) else {
            throw .wrongLength(function: function, expected: Self.minimumLength(function), found: bytes.count)
        }
        self = try Self.decode(function, bytes)
        try self.checkCount()
    }

    private static func decode(_ function: ModbusFunction, _ bytes: [UInt8]) throws(ModbusCodecError) -> Self {
        switch function {
        case .reportServerID: return .reportServerID
        case .readDeviceIdentification:
            guard bytes[1] == 14 else { throw .unknownFunction(bytes[0]) }
            return .readDeviceIdentification(code: bytes[2], object: bytes[3])
        default: break
        }
        let address = bytes.word(at: 1)
        let word = bytes.word(at: 3)
        switch function {
        case .writeSingleCoil: return .writeSingleCoil(address: address, value: word)
        case .writeSingleRegister: return .writeSingleRegister(address: address, value: word)
        case .writeCoils:
            let expected = 6 + BitPacking.byteCount(Int(word))
            guard bytes.count == expected else {
                throw .wrongLength(function: function, expected: expected, found: bytes.count)
            }
            return .writeCoils(address: address, values: BitPacking.unpack(bytes[6...], count: Int(word)))
        case .writeRegisters:
            let expected = 6 + 2 * Int(word)
            guard bytes.count == expected else {
                throw .wrongLength(function: function, expected: expected, found: bytes.count)
            }
            return .writeRegisters(address: address, values: bytes[6...].bigEndianWords)
        default:
            guard let read = ModbusRequest(reading: function, address: address, count: Int(word)) else {
                throw .unknownFunction(bytes[0])
            }
            return read
        }
    }

    /// How long the request that starts with `pdu` is in bytes; nil while its length is not known yet, or for an
    /// unknown function.
    public static func length(ofPDU pdu: ArraySlice<UInt8>) -> Int? {
        guard let first = pdu.first, let function = ModbusFunction(rawValue: first) else { return nil }
        switch function {
        case .writeCoils, .writeRegisters:
            return pdu.count > 5 ? 6 + Int(pdu[pdu.startIndex + 5]) : nil
        default: return self.minimumLength(function)
        }
    }

    private static func minimumLength(_ function: ModbusFunction) -> Int {
        switch function {
        case .reportServerID: 1
        case .readDeviceIdentification: 4
        case .writeCoils, .writeRegisters: 7
        default: 5
        }
    }

    private func checkCount() throws(ModbusCodecError) {
        let limit: Int
        switch self.function {
        case .readCoils, .readDiscreteInputs: limit = ModbusLimits.readBits
        case .readHoldingRegisters, .readInputRegisters: limit = ModbusLimits.readRegisters
        case .writeCoils: limit = ModbusLimits.writeBits
        case .writeRegisters: limit = ModbusLimits.writeRegisters
        default: return
        }
        guard (1...limit).contains(self.count) else {
            throw .countOutOfRange(function: self.function, count: self.count, allowed: 1...limit)
        }
        if let address, Int(address) + self.count > 65536 {
            throw .addressOverflow(function: self.function, address: address, count: self.count)
        }
    }
}
