/// A key and its value in a map.
public struct CBORPair: Hashable, Sendable {
    public let key: CBOR
    public let value: CBOR

    public init(_ key: CBOR, _ value: CBOR) {
        self.key = key
        self.value = value
    }
}
