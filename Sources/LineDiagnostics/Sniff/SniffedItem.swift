/// What came out of the bytes on a line.
public enum SniffedItem: Hashable, Sendable {
    case frame(SniffedFrame)
    /// Bytes that belong to no frame.
    case unknown(bytes: [UInt8], startNanoseconds: Int64, endNanoseconds: Int64)
}
