/// 32 bytes without a heap allocation; order and equality are those of the bytes.
struct Bytes32: Hashable, Comparable, Sendable {
    static let count = 32

    // The bytes in big-endian order, so that comparing words compares bytes.
    private var word0: UInt64
    private var word1: UInt64
    private var word2: UInt64
    private var word3: UInt64

    static let zero = Bytes32()

    private init() {
        (self.word0, self.word1, self.word2, self.word3) = (0, 0, 0, 0)
    }

    init?(_ bytes: some Collection<UInt8>) {
        guard bytes.count == Self.count else { return nil }
        var words: (UInt64, UInt64, UInt64, UInt64) = (0, 0, 0, 0)
        withUnsafeMutableBytes(of: &words) { $0.copyBytes(from: bytes) }
        self.init(nativeWords: words)
    }

    /// Lets `fill` write the 32 bytes.
    init(filledBy fill: (UnsafeMutablePointer<UInt8>) -> Void) {
        let words = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: Self.count) { buffer in
            buffer.initialize(repeating: 0)
            if let base = buffer.baseAddress { fill(base) }
            let raw = UnsafeRawBufferPointer(buffer)
            return (
                raw.loadUnaligned(fromByteOffset: 0, as: UInt64.self),
                raw.loadUnaligned(fromByteOffset: 8, as: UInt64.self),
                raw.loadUnaligned(fromByteOffset: 16, as: UInt64.self),
                raw.loadUnaligned(fromByteOffset: 24, as: UInt64.self)
            )
        }
        self.init(nativeWords: words)
    }

    private init(nativeWords words: (UInt64, UInt64, UInt64, UInt64)) {
        self.word0 = UInt64(bigEndian: words.0)
        self.word1 = UInt64(bigEndian: words.1)
        self.word2 = UInt64(bigEndian: words.2)
        self.word3 = UInt64(bigEndian: words.3)
    }

    var bytes: [UInt8] {
        Array(unsafeUninitializedCapacity: Self.count) { buffer, count in
            self.withUnsafeBytes { source in
                for (index, byte) in source.enumerated() { buffer.initializeElement(at: index, to: byte) }
            }
            count = Self.count
        }
    }

    func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) -> R) -> R {
        let words = (
            self.word0.bigEndian, self.word1.bigEndian, self.word2.bigEndian, self.word3.bigEndian
        )
        return Swift.withUnsafeBytes(of: words) { body($0) }
    }

    static func < (left: Bytes32, right: Bytes32) -> Bool {
        (left.word0, left.word1, left.word2, left.word3) < (right.word0, right.word1, right.word2, right.word3)
    }
}
