extension ModbusResponse {
    /// The bytes from function code to data.
    public func encoded() throws(ModbusCodecError) -> [UInt8] {
        switch self {
        case .coils(let bits): return try Self.encode(.readCoils, bits: bits)
        case .discreteInputs(let bits): return try Self.encode(.readDiscreteInputs, bits: bits)
        case .holdingRegisters(let words): return try Self.encode(.readHoldingRegisters, words: words)
        case .inputRegisters(let words): return try Self.encode(.readInputRegisters, words: words)
        case .singleCoilWritten(let address, let value):
            return [ModbusFunction.writeSingleCoil.rawValue] + address.bigEndianBytes + value.bigEndianBytes
        case .singleRegisterWritten(let address, let value):
            return [ModbusFunction.writeSingleRegister.rawValue] + address.bigEndianBytes + value.bigEndianBytes
        case .coilsWritten(let address, let count):
            return try Self.encode(.writeCoils, address, count, limit: ModbusLimits.writeBits)
        case .registersWritten(let address, let count):
            return try Self.encode(.writeRegisters, address, count, limit: ModbusLimits.writeRegisters)
        case .serverID(let bytes):
            guard bytes.count <= ModbusLimits.pdu - 2 else {
                throw .countOutOfRange(
                    function: .reportServerID, count: bytes.count, allowed: 0...(ModbusLimits.pdu - 2))
            }
            return [ModbusFunction.reportServerID.rawValue, UInt8(bytes.count)] + bytes
        case .deviceIdentification(let identification):
            return [ModbusFunction.readDeviceIdentification.rawValue] + (try identification.encoded())
        case .exception(let function, let exception): return [function | 0x80, exception.code]
        }
    }

    private static func encode(_ function: ModbusFunction, bits: [Bool]) throws(ModbusCodecError) -> [UInt8] {
        guard (1...ModbusLimits.readBits).contains(bits.count) else {
            throw .countOutOfRange(function: function, count: bits.count, allowed: 1...ModbusLimits.readBits)
        }
        let packed = BitPacking.pack(bits)
        return [function.rawValue, UInt8(packed.count)] + packed
    }

    private static func encode(_ function: ModbusFunction, words: [UInt16]) throws(ModbusCodecError) -> [UInt8] {
        guard (1...ModbusLimits.readRegisters).contains(words.count) else {
            throw .countOutOfRange(function: function, count: words.count, allowed: 1...ModbusLimits.readRegisters)
        }
        return [function.rawValue, UInt8(2 * words.count)] + words.flatMap(\.bigEndianBytes)
    }

    private static func encode(_ function: ModbusFunction, _ address: UInt16, _ count: Int, limit: Int)
        throws(ModbusCodecError) -> [UInt8]
    {
        guard (1...limit).contains(count) else {
            throw .countOutOfRange(function: function, count: count, allowed: 1...limit)
        }
        return [function.rawValue] + address.bigEndianBytes + UInt16(count).bigEndianBytes
    }

    /// Reads the answer to `request`.
    ///
    /// Function, byte count and, for writes, the repeated address and value must be those of the request.
    public init(pdu: some Collection<UInt8>, answering request: ModbusRequest) throws(ModbusCodecError) {
        let bytes = Array(pdu)
        guard let code = bytes.first else { throw .empty }
        let function = request.function
        if code == function.rawValue | 0x80 {
            guard bytes.count == 2 else { throw .wrongLength(function: function, expected: 2, found: bytes.count) }
            self = .exception(function: function.rawValue, ModbusException(code: bytes[1]))
            return
        }
        guard code == function.rawValue else { throw .wrongFunction(expected: function, found: code) }
        guard let expected = request.responseLength(startingWith: bytes[...]) else {
            throw .wrongLength(function: function, expected: bytes.count + 1, found: bytes.count)
        }
        guard bytes.count == expected else {
            throw .wrongLength(function: function, expected: expected, found: bytes.count)
        }
        self = try Self.decode(bytes, answering: request)
    }

    private static func decode(_ bytes: [UInt8], answering request: ModbusRequest) throws(ModbusCodecError) -> Self {
        switch request {
        case .readCoils(_, let count): return .coils(try self.bits(bytes, count, request))
        case .readDiscreteInputs(_, let count): return .discreteInputs(try self.bits(bytes, count, request))
        case .readHoldingRegisters: return .holdingRegisters(try self.words(bytes, request))
        case .readInputRegisters: return .inputRegisters(try self.words(bytes, request))
        case .reportServerID: return .serverID(Array(bytes[2...]))
        case .readDeviceIdentification: return .deviceIdentification(try .init(decoding: bytes[1...]))
        case .writeSingleCoil, .writeSingleRegister, .writeCoils, .writeRegisters: break
        }
        guard Array(bytes[1...]) == Array(try request.encoded()[1..<5]) else {
            throw .wrongEcho(function: request.function)
        }
        let address = bytes.word(at: 1)
        let word = bytes.word(at: 3)
        switch request.function {
        case .writeSingleCoil: return .singleCoilWritten(address: address, value: word)
        case .writeSingleRegister: return .singleRegisterWritten(address: address, value: word)
        case .writeCoils: return .coilsWritten(address: address, count: Int(word))
        default: return .registersWritten(address: address, count: Int(word))
        }
    }

    private static func bits(_ bytes: [UInt8], _ count: Int, _ request: ModbusRequest) throws(ModbusCodecError)
        -> [Bool]
    {
        try self.checkByteCount(bytes, request)
        return BitPacking.unpack(bytes[2...], count: count)
    }

    private static func words(_ bytes: [UInt8], _ request: ModbusRequest) throws(ModbusCodecError) -> [UInt16] {
        try self.checkByteCount(bytes, request)
        return bytes[2...].bigEndianWords
    }

    private static func checkByteCount(_ bytes: [UInt8], _ request: ModbusRequest) throws(ModbusCodecError) {
        guard Int(bytes[1]) == bytes.count - 2 else {
            throw .wrongLength(function: request.function, expected: bytes.count - 2, found: Int(bytes[1]))
        }
    }
}
