/// One answer of function 43/14; a device may need several for all its objects.
public struct DeviceIdentification: Hashable, Sendable {
    public struct Object: Hashable, Sendable {
        /// 0 vendor, 1 product code, 2 revision, 3 vendor URL, 4 product, 5 model, 6 application; 128 up are private.
        public let id: UInt8
        public let bytes: [UInt8]

        public init(id: UInt8, bytes: [UInt8]) {
            self.id = id
            self.bytes = bytes
        }

        /// The printable ASCII characters; other bytes are left out.
        public var text: String {
            String(decoding: self.bytes.filter { (0x20...0x7E).contains($0) }, as: UTF8.self)
        }
    }

    /// The code that was asked for: 1 basic, 2 regular, 3 extended, 4 one object.
    public let code: UInt8
    public let conformity: UInt8
    /// The object to ask for next; nil where this answer is the last.
    public let nextObject: UInt8?
    public let objects: [Object]

    public init(code: UInt8, conformity: UInt8, nextObject: UInt8?, objects: [Object]) {
        self.code = code
        self.conformity = conformity
        self.nextObject = nextObject
        self.objects = objects
    }

    /// The bytes after the function code.
    ///
    /// - Throws: ``ModbusCodecError/damagedIdentification`` where the objects do not fit one PDU.
    func encoded() throws(ModbusCodecError) -> [UInt8] {
        var bytes: [UInt8] = [
            14, self.code, self.conformity, self.nextObject == nil ? 0 : 0xFF, self.nextObject ?? 0,
            UInt8(truncatingIfNeeded: self.objects.count),
        ]
        for object in self.objects {
            guard object.bytes.count <= 255 else { throw .damagedIdentification }
            bytes += [object.id, UInt8(object.bytes.count)] + object.bytes
        }
        guard bytes.count < ModbusLimits.pdu else { throw .damagedIdentification }
        return bytes
    }

    init(decoding bytes: ArraySlice<UInt8>) throws(ModbusCodecError) {
        guard bytes.count >= 6 else { throw .damagedIdentification }
        let header = Array(bytes.prefix(6))
        guard header[0] == 14 else { throw .damagedIdentification }
        var rest = bytes.dropFirst(6)
        var objects: [Object] = []
        for _ in 0..<header[5] {
            guard rest.count >= 2 else { throw .damagedIdentification }
            let length = Int(rest[rest.startIndex + 1])
            guard rest.count >= 2 + length else { throw .damagedIdentification }
            objects.append(Object(id: rest[rest.startIndex], bytes: Array(rest.dropFirst(2).prefix(length))))
            rest = rest.dropFirst(2 + length)
        }
        guard rest.isEmpty else { throw .damagedIdentification }
        self.init(
            code: header[1], conformity: header[2], nextObject: header[3] == 0xFF ? header[4] : nil, objects: objects)
    }

    /// Bytes of the answer that starts with `bytes` (after the function code); nil while that is not known yet.
    static func length(_ bytes: ArraySlice<UInt8>) -> Int? {
        guard bytes.count >= 6 else { return nil }
        var length = 6
        for _ in 0..<bytes[bytes.startIndex + 5] {
            guard bytes.count >= length + 2 else { return nil }
            length += 2 + Int(bytes[bytes.startIndex + length + 1])
        }
        return length
    }
}
