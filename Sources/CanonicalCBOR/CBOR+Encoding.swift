extension CBOR {
    /// The deterministic encoding of this value; the decoder accepts it whenever its limits allow.
    ///
    /// A map that was built by hand in another order is written in order all the same; of equal keys the last counts.
    public func encoded() -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(self.encodedCount)
        self.append(to: &output)
        return output
    }

    /// Appends the encoding to `output`, for those who put several values into one buffer.
    public func append(to output: inout [UInt8]) {
        switch self {
        case .unsigned(let value): Self.appendHead(.unsigned, value, to: &output)
        case .negative(let value): Self.appendHead(.negative, value, to: &output)
        case .bytes(let bytes):
            Self.appendHead(.bytes, UInt64(bytes.count), to: &output)
            output.append(contentsOf: bytes)
        case .text(let text):
            Self.appendHead(.text, UInt64(text.utf8.count), to: &output)
            output.append(contentsOf: text.utf8)
        case .array(let items):
            Self.appendHead(.array, UInt64(items.count), to: &output)
            for item in items { item.append(to: &output) }
        case .map(let pairs): Self.appendMap(pairs, to: &output)
        case .boolean(let value): output.append(value ? 0xF5 : 0xF4)
        case .null: output.append(0xF6)
        }
    }

    private static func appendMap(_ pairs: [CBORPair], to output: inout [UInt8]) {
        var entries = pairs.map { (key: $0.key.encoded(), value: $0.value) }
        if !self.ascends(entries.map(\.key)) {
            // `sort` is stable, so the last of equal keys is the last that was given.
            entries.sort { $0.key.lexicographicallyPrecedes($1.key) }
            entries = entries.indices.compactMap { index in
                let next = index + 1
                return next < entries.count && entries[next].key == entries[index].key ? nil : entries[index]
            }
        }
        self.appendHead(.map, UInt64(entries.count), to: &output)
        for entry in entries {
            output.append(contentsOf: entry.key)
            entry.value.append(to: &output)
        }
    }

    private static func ascends(_ keys: [[UInt8]]) -> Bool {
        zip(keys, keys.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) }
    }

    static func appendHead(_ major: MajorType, _ argument: UInt64, to output: inout [UInt8]) {
        let type = major.rawValue << 5
        switch self.headCount(argument) - 1 {
        case 0: output.append(type | UInt8(truncatingIfNeeded: argument))
        case 1: self.append(type | 24, argument, width: 1, to: &output)
        case 2: self.append(type | 25, argument, width: 2, to: &output)
        case 4: self.append(type | 26, argument, width: 4, to: &output)
        default: self.append(type | 27, argument, width: 8, to: &output)
        }
    }

    private static func append(_ first: UInt8, _ argument: UInt64, width: Int, to output: inout [UInt8]) {
        output.append(first)
        for shift in stride(from: 8 * (width - 1), through: 0, by: -8) {
            output.append(UInt8(truncatingIfNeeded: argument >> shift))
        }
    }

    /// The number of bytes that `encoded()` yields for values whose maps hold no key twice.
    public var encodedCount: Int {
        switch self {
        case .unsigned(let value), .negative(let value): Self.headCount(value)
        case .bytes(let bytes): Self.headCount(UInt64(bytes.count)) + bytes.count
        case .text(let text): Self.headCount(UInt64(text.utf8.count)) + text.utf8.count
        case .array(let items): items.reduce(Self.headCount(UInt64(items.count))) { $0 + $1.encodedCount }
        case .map(let pairs):
            pairs.reduce(Self.headCount(UInt64(pairs.count))) { $0 + $1.key.encodedCount + $1.value.encodedCount }
        case .boolean, .null: 1
        }
    }

    private static func headCount(_ argument: UInt64) -> Int {
        switch argument {
        case 0..<24: 1
        case 24...0xFF: 2
        case 0x100...0xFFFF: 3
        case 0x1_0000...0xFFFF_FFFF: 5
        default: 9
        }
    }
}
