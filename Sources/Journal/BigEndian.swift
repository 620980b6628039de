extension [UInt8] {
    mutating func appendBigEndian(_ value: some FixedWidthInteger & UnsignedInteger) {
        for shift in stride(from: value.bitWidth - 8, through: 0, by: -8) {
            self.append(UInt8(truncatingIfNeeded: value >> shift))
        }
    }
}

extension ArraySlice<UInt8> {
    /// The number in all of these bytes; the caller cuts them to the width of `T`.
    func bigEndian<T: FixedWidthInteger & UnsignedInteger>(_ type: T.Type) -> T {
        self.reduce(0) { $0 << 8 | T(truncatingIfNeeded: $1) }
    }
}
