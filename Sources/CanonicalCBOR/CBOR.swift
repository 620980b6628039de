/// A value in deterministic CBOR: the one form in which anything is signed, hashed, stored or sent.
///
/// The encoding follows RFC 8949 §4.2.1 (core deterministic encoding). Tags, floating-point numbers and simple values
/// other than `false`, `true` and `null` do not exist here, so a value has exactly one encoding, and an encoding that
/// the decoder accepts has exactly one value. Two values are equal when their encodings are: text is compared by its
/// UTF-8 bytes, not by canonical equivalence as `String` does.
public enum CBOR: Sendable {
    /// Major type 0: 0 … 2^64 − 1.
    case unsigned(UInt64)
    /// Major type 1: the number −1 − n, from −2^64 to −1.
    case negative(UInt64)
    /// Major type 2.
    case bytes([UInt8])
    /// Major type 3.
    case text(String)
    /// Major type 4.
    case array([CBOR])
    /// Major type 5. The pairs are sorted by encoded key and no key occurs twice; `CBOR.sortedMap(_:)` makes it so.
    case map([CBORPair])
    case boolean(Bool)
    case null

    /// The integer `value`, of major type 0 or 1 by its sign.
    public static func integer(_ value: Int64) -> CBOR {
        value >= 0 ? .unsigned(UInt64(value)) : .negative(UInt64(bitPattern: ~value))
    }

    /// `value`, or `.null` where there is none.
    public static func optional(_ value: CBOR?) -> CBOR {
        value ?? .null
    }

    /// A map of `pairs`, which may come in any order.
    ///
    /// Throws when two keys have the same encoding.
    public static func sortedMap(_ pairs: [CBORPair]) throws(CBORError) -> CBOR {
        let keyed = pairs.map { (key: $0.key.encoded(), pair: $0) }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
        for (left, right) in zip(keyed, keyed.dropFirst()) where left.key == right.key {
            throw CBORError(.duplicateKey)
        }
        return .map(keyed.map(\.pair))
    }
}
