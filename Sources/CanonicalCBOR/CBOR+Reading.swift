// Readers of a single value, for elements of arrays and for `CBORFields.optional`.
extension CBOR {
    public func readUnsigned() throws(CBORError) -> UInt64 {
        guard case .unsigned(let value) = self else { throw self.mismatch("unsigned integer") }
        return value
    }

    /// An unsigned integer that fits `type`, for example `UInt32`.
    public func readUnsigned<T: FixedWidthInteger & UnsignedInteger>(_ type: T.Type) throws(CBORError) -> T {
        guard case .unsigned(let wide) = self, let value = T(exactly: wide) else {
            throw self.mismatch("unsigned integer of at most \(T.max)")
        }
        return value
    }

    public func readInteger() throws(CBORError) -> Int64 {
        switch self {
        case .unsigned(let value) where value <= UInt64(Int64.max): return Int64(value)
        case .negative(let value) where value <= UInt64(Int64.max): return ~Int64(value)
        default: throw self.mismatch("integer of 64 bits")
        }
    }

    public func readBoolean() throws(CBORError) -> Bool {
        guard case .boolean(let value) = self else { throw self.mismatch("boolean") }
        return value
    }

    /// A byte string of exactly `count` bytes, or of any length up to `limit`.
    public func readBytes(count: Int? = nil, atMost limit: Int = CBORLimits.standard.bytes) throws(CBORError) -> [UInt8]
    {
        guard case .bytes(let value) = self, count.map({ value.count == $0 }) ?? (value.count <= limit) else {
            throw self.mismatch("byte string of " + (count.map { "\($0) bytes" } ?? "at most \(limit) bytes"))
        }
        return value
    }

    /// Text of at most `limit` UTF-8 bytes.
    public func readText(atMost limit: Int = 200) throws(CBORError) -> String {
        guard case .text(let value) = self, value.utf8.count <= limit else {
            throw self.mismatch("text of at most \(limit) bytes")
        }
        return value
    }

    /// An array of at most `limit` elements.
    public func readArray(atMost limit: Int = CBORFields.standardArrayLimit) throws(CBORError) -> [CBOR] {
        guard case .array(let value) = self, value.count <= limit else {
            throw self.mismatch("array of at most \(limit) elements")
        }
        return value
    }

    private func mismatch(_ expected: String) -> CBORError {
        .mismatch(expected: expected, found: self.summary)
    }

    /// Kind and size, never the content, which may be personal or long.
    private var summary: String {
        switch self {
        case .unsigned(let value): "unsigned integer \(value)"
        case .negative(let value): "negative integer −1 − \(value)"
        case .bytes(let bytes): "byte string of \(bytes.count) bytes"
        case .text(let text): "text of \(text.utf8.count) bytes"
        case .array(let items): "array of \(items.count) elements"
        case .map(let pairs): "map of \(pairs.count) pairs"
        case .boolean(let value): "\(value)"
        case .null: "null"
        }
    }
}
