/// Reads one value from a byte array; see `CBOR.init(decoding:limits:)` for the rules.
struct CBORDecoder {
    private let bytes: [UInt8]
    private let limits: CBORLimits
    private var position = 0
    /// Items that heads have promised and that are still to come. Each needs a byte, so this never exceeds the bytes
    /// left, and the arrays reserved for promised items never exceed the input's own size in items.
    private var owed = 1
    private var items = 0

    init(_ bytes: [UInt8], limits: CBORLimits) {
        self.bytes = bytes
        self.limits = limits
    }

    mutating func decode() throws(CBORError) -> CBOR {
        try self.promise(0)
        let value = try self.value(depth: 0)
        let left = self.bytes.count - self.position
        guard left == 0 else { throw CBORError(.trailingBytes(left), offset: self.position) }
        return value
    }

    private mutating func value(depth: Int) throws(CBORError) -> CBOR {
        let start = self.position
        guard self.items < self.limits.items else {
            throw CBORError(.tooManyItems(limit: self.limits.items), offset: start)
        }
        self.items += 1
        self.owed -= 1
        let first = try self.byte()
        guard let major = MajorType(rawValue: first >> 5) else {
            throw CBORError(.reservedHead(first), offset: start)
        }
        switch major {
        case .tag: throw CBORError(.tag, offset: start)
        case .simpleOrFloat: return try self.simple(first & 0x1F, at: start)
        case .unsigned: return .unsigned(try self.argument(first, at: start))
        case .negative: return .negative(try self.argument(first, at: start))
        case .bytes: return .bytes(Array(try self.string(first, at: start)))
        case .text: return .text(try self.text(first, at: start))
        case .array: return try self.array(first, at: start, depth: depth + 1)
        case .map: return try self.map(first, at: start, depth: depth + 1)
        }
    }

    private mutating func array(_ first: UInt8, at start: Int, depth: Int) throws(CBORError) -> CBOR {
        let count = try self.containerCount(first, at: start, depth: depth, itemsEach: 1)
        var items: [CBOR] = []
        items.reserveCapacity(count)
        for _ in 0..<count { items.append(try self.value(depth: depth)) }
        return .array(items)
    }

    private mutating func map(_ first: UInt8, at start: Int, depth: Int) throws(CBORError) -> CBOR {
        let count = try self.containerCount(first, at: start, depth: depth, itemsEach: 2)
        var pairs: [CBORPair] = []
        pairs.reserveCapacity(count)
        var previousKey: Range<Int>?
        for _ in 0..<count {
            let keyStart = self.position
            let key = try self.value(depth: depth)
            let keyRange = keyStart..<self.position
            if let previousKey { try self.checkOrder(previousKey, keyRange) }
            previousKey = keyRange
            pairs.append(CBORPair(key, try self.value(depth: depth)))
        }
        return .map(pairs)
    }

    private func checkOrder(_ previous: Range<Int>, _ next: Range<Int>) throws(CBORError) {
        if self.bytes[previous].lexicographicallyPrecedes(self.bytes[next]) { return }
        let equal = self.bytes[previous].elementsEqual(self.bytes[next])
        throw CBORError(equal ? .duplicateKey : .unsortedKeys, offset: next.lowerBound)
    }

    private mutating func containerCount(
        _ first: UInt8, at start: Int, depth: Int, itemsEach: UInt64
    ) throws(CBORError) -> Int {
        guard depth <= self.limits.depth else { throw CBORError(.tooDeep(limit: self.limits.depth), offset: start) }
        let declared = try self.argument(first, at: start)
        let (needed, overflow) = declared.multipliedReportingOverflow(by: itemsEach)
        guard !overflow, needed <= UInt64(self.limits.items) else {
            throw CBORError(.tooManyItems(limit: self.limits.items), offset: start)
        }
        try self.promise(Int(needed))
        return Int(declared)
    }

    /// Takes note of `count` more items to come, if that many can still come.
    private mutating func promise(_ count: Int) throws(CBORError) {
        let left = self.bytes.count - self.position
        guard self.owed + count <= left else {
            throw CBORError(.truncated(missing: UInt64(self.owed + count - left)), offset: self.bytes.count)
        }
        self.owed += count
    }
}

extension CBORDecoder {
    private mutating func simple(_ information: UInt8, at start: Int) throws(CBORError) -> CBOR {
        switch information {
        case 20: return .boolean(false)
        case 21: return .boolean(true)
        case 22: return .null
        case 24: throw CBORError(.simpleValue(try self.byte()), offset: start)
        case 25...27: throw CBORError(.floatingPoint, offset: start)
        case 28...30: throw CBORError(.reservedHead(0xE0 | information), offset: start)
        case 31: throw CBORError(.indefiniteLength, offset: start)
        default: throw CBORError(.simpleValue(information), offset: start)
        }
    }

    /// The number in an item's head, in its shortest form.
    private mutating func argument(_ first: UInt8, at start: Int) throws(CBORError) -> UInt64 {
        let information = first & 0x1F
        switch information {
        case 0..<24: return UInt64(information)
        case 24...27: break
        case 31: throw CBORError(.indefiniteLength, offset: start)
        default: throw CBORError(.reservedHead(first), offset: start)
        }
        let width = 1 << Int(information - 24)
        var value: UInt64 = 0
        for _ in 0..<width { value = value << 8 | UInt64(try self.byte()) }
        let least: UInt64 = width == 1 ? 24 : 1 << (UInt64(width) * 4)
        guard value >= least else { throw CBORError(.notShortest, offset: start) }
        return value
    }

    private mutating func string(_ first: UInt8, at start: Int) throws(CBORError) -> ArraySlice<UInt8> {
        let count = try self.argument(first, at: start)
        let left = self.bytes.count - self.position - self.owed
        guard left >= 0, count <= UInt64(left) else {
            let missing = left >= 0 ? count - UInt64(left) : count
            throw CBORError(.truncated(missing: missing), offset: self.bytes.count)
        }
        let range = self.position..<self.position + Int(count)
        self.position = range.upperBound
        return self.bytes[range]
    }

    private mutating func text(_ first: UInt8, at start: Int) throws(CBORError) -> String {
        guard let text = String(validating: try self.string(first, at: start), as: UTF8.self) else {
            throw CBORError(.invalidUTF8, offset: start)
        }
        return text
    }

    private mutating func byte() throws(CBORError) -> UInt8 {
        guard self.position < self.bytes.count else {
            throw CBORError(.truncated(missing: UInt64(max(self.owed, 0)) + 1), offset: self.bytes.count)
        }
        defer { self.position += 1 }
        return self.bytes[self.position]
    }
}
