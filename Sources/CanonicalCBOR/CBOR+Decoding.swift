extension CBOR {
    /// Reads one value from all of `bytes`.
    ///
    /// Everything that `encoded()` would not have written is refused: numbers and lengths longer than needed,
    /// indefinite lengths, unsorted or equal keys, tags, floating point, other simple values, invalid UTF-8, bytes after
    /// the value, and whatever exceeds `limits`. Memory is taken in proportion to bytes that are there, never to a
    /// declared length.
    public init(decoding bytes: [UInt8], limits: CBORLimits = .standard) throws(CBORError) {
        guard bytes.count <= limits.bytes else {
            throw CBORError(.tooManyBytes(count: bytes.count, limit: limits.bytes))
        }
        var decoder = CBORDecoder(bytes, limits: limits)
        self = try decoder.decode()
    }
}
