/// What a decoder puts up with from a sender; everything beyond is refused before memory is spent on it.
public struct CBORLimits: Hashable, Sendable {
    /// The deepest nesting that any limit may allow, so that a decoder's recursion has a bound of its own.
    public static let greatestDepth = 64

    /// Bytes of the whole encoding.
    public let bytes: Int
    /// Items of the whole encoding: each value counts, and in maps each key and each value.
    public let items: Int
    /// Arrays and maps inside one another; 0 admits only a single plain value.
    public let depth: Int

    /// 4 MiB, 262 144 items, depth 16: room for a block of 1 MB and its certificate.
    public static let standard = CBORLimits()

    /// Negative limits count as 0; `depth` is at most `greatestDepth`.
    public init(bytes: Int = 4 << 20, items: Int = 1 << 18, depth: Int = 16) {
        self.bytes = max(bytes, 0)
        self.items = max(items, 0)
        self.depth = min(max(depth, 0), Self.greatestDepth)
    }
}
