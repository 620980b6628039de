/// Bytes that were found on the line together, in one look.
public struct HeardBytes: Hashable, Sendable, Codable {
    /// CLOCK_MONOTONIC of the look, in nanoseconds: the last of the bytes had ended by then.
    public var nanoseconds: Int64
    public var bytes: [UInt8]

    public init(nanoseconds: Int64, bytes: [UInt8]) {
        self.nanoseconds = nanoseconds
        self.bytes = bytes
    }
}
