extension CBOR {
    /// What a value is, without its content.
    public enum Kind: String, Hashable, Sendable {
        case unsigned = "unsigned integer"
        case negative = "negative integer"
        case bytes = "byte string"
        case text
        case array
        case map
        case boolean
        case null
    }

    public var kind: Kind {
        switch self {
        case .unsigned: .unsigned
        case .negative: .negative
        case .bytes: .bytes
        case .text: .text
        case .array: .array
        case .map: .map
        case .boolean: .boolean
        case .null: .null
        }
    }
}
