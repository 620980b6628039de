/// Writes values one after the other, without a tree of them: for what is encoded so often that the tree would cost more.
///
/// Whoever opens an array writes as many values as it said.
public struct CBORWriter {
    public private(set) var bytes: [UInt8] = []

    public init(reservingCapacity count: Int = 0) { self.bytes.reserveCapacity(count) }

    /// The next `count` values are the array's.
    public mutating func openArray(of count: Int) { CBOR.appendHead(.array, UInt64(count), to: &self.bytes) }

    public mutating func append(_ value: UInt64) { CBOR.appendHead(.unsigned, value, to: &self.bytes) }

    public mutating func append(_ value: UInt32) { self.append(UInt64(value)) }

    public mutating func append(_ value: Int64) {
        if value < 0 {
            CBOR.appendHead(.negative, UInt64(bitPattern: ~value), to: &self.bytes)
        } else {
            self.append(UInt64(value))
        }
    }

    public mutating func appendNull() { self.bytes.append(0xF6) }

    public mutating func append(_ value: CBOR) { value.append(to: &self.bytes) }
}
