public import CanonicalCBOR
public import Identity

/// Which snapshot a box can give to others.
public struct SnapshotOffer: Hashable, Sendable {
    public let height: UInt64
    /// Hash of the encoded ``SnapshotHead``: its name. A chunk's name is its root, which the head tells.
    public let head: Digest

    public init(height: UInt64, head: Digest) {
        self.height = height
        self.head = head
    }

    public var cbor: CBOR { .array([.unsigned(self.height), .digest(self.head)]) }

    public init(_ value: CBOR) throws(CBORError) {
        var fields = try CBORFields(value, of: "snapshot offer")
        self.height = try fields.unsigned("height")
        self.head = try fields.digest("head")
        try fields.end()
    }
}

/// Consecutive bytes of a snapshot's head or of one of its chunks.
public struct SnapshotPiece: Hashable, Sendable {
    /// The most bytes of one piece.
    public static let maximumBytes = 256 * 1024

    /// Bytes of the whole.
    public let total: UInt32
    public let bytes: [UInt8]

    public init(total: UInt32, bytes: [UInt8]) {
        self.total = total
        self.bytes = bytes
    }

    public var cbor: CBOR { .array([.unsigned(UInt64(self.total)), .bytes(self.bytes)]) }

    public init(_ value: CBOR) throws(CBORError) {
        var fields = try CBORFields(value, of: "snapshot piece")
        self.total = try fields.uint32("total")
        self.bytes = try fields.bytes("bytes", atMost: Self.maximumBytes)
        try fields.end()
    }
}
