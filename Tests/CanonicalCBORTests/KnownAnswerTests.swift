import CanonicalCBOR
import TestSupport
import Testing

/// RFC 8949, appendix A: those examples that deterministic CBOR without tags and floats can express.
@Suite struct KnownAnswerTests {
    static let answers: [(CBOR, String)] = [
        (.unsigned(0), "00"), (.unsigned(1), "01"), (.unsigned(10), "0a"), (.unsigned(23), "17"),
        (.unsigned(24), "1818"), (.unsigned(25), "1819"), (.unsigned(100), "1864"), (.unsigned(1000), "1903e8"),
        (.unsigned(255), "18ff"), (.unsigned(256), "190100"), (.unsigned(65_535), "19ffff"),
        (.unsigned(65_536), "1a00010000"), (.unsigned(4_294_967_295), "1affffffff"),
        (.unsigned(4_294_967_296), "1b0000000100000000"),
        (.unsigned(1_000_000), "1a000f4240"), (.unsigned(1_000_000_000_000), "1b000000e8d4a51000"),
        (.unsigned(.max), "1bffffffffffffffff"), (.negative(.max), "3bffffffffffffffff"),
        (.integer(-1), "20"), (.integer(-10), "29"), (.integer(-100), "3863"), (.integer(-1000), "3903e7"),
        (.integer(.max), "1b7fffffffffffffff"), (.integer(.min), "3b7fffffffffffffff"),
        (.boolean(false), "f4"), (.boolean(true), "f5"), (.null, "f6"), (.optional(nil), "f6"),
        (.optional(.unsigned(7)), "07"),
        (.bytes([]), "40"), (.bytes([1, 2, 3, 4]), "4401020304"),
        (.text(""), "60"), (.text("a"), "6161"), (.text("IETF"), "6449455446"), (.text("\"\\"), "62225c"),
        (.text("\u{fc}"), "62c3bc"), (.text("\u{6c34}"), "63e6b0b4"), (.text("\u{10151}"), "64f0908591"),
        (.array([]), "80"), (.array([.unsigned(1), .unsigned(2), .unsigned(3)]), "83010203"),
        (
            .array([
                .unsigned(1), .array([.unsigned(2), .unsigned(3)]), .array([.unsigned(4), .unsigned(5)]),
            ]), "8301820203820405"
        ),
        (.array((1...25).map { .unsigned($0) }), "98190102030405060708090a0b0c0d0e0f101112131415161718181819"),
        (.map([]), "a0"),
        (.map([CBORPair(.unsigned(1), .unsigned(2)), CBORPair(.unsigned(3), .unsigned(4))]), "a201020304"),
        (
            .map([CBORPair(.text("a"), .unsigned(1)), CBORPair(.text("b"), .array([.unsigned(2), .unsigned(3)]))]),
            "a26161016162820203"
        ),
        (.array([.text("a"), .map([CBORPair(.text("b"), .text("c"))])]), "826161a161626163"),
    ]

    @Test(arguments: Self.answers)
    func bothWays(value: CBOR, encoding: String) throws {
        #expect(hex(value.encoded()) == encoding)
        #expect(value.encodedCount == encoding.count / 2)
        #expect(try CBOR(decoding: hex(encoding)) == value)
    }

    /// RFC 8949 §4.2.1 gives this order of keys.
    @Test func keysAreSortedByTheirEncodingByteByByte() throws {
        let keys: [CBOR] = [
            .unsigned(10), .unsigned(100), .negative(0), .text("z"), .text("aa"), .array([.unsigned(100)]),
            .array([.negative(0)]), .boolean(false),
        ]
        let encoding = "a8 0af6 1864f6 20f6 617af6 626161f6 811864f6 8120f6 f4f6"
        for shift in keys.indices {
            let pairs = (keys[shift...] + keys[..<shift]).map { CBORPair($0, .null) }
            #expect(try CBOR.sortedMap(pairs).encoded() == hex(encoding))
            #expect(CBOR.map(pairs).encoded() == hex(encoding))
        }
        #expect(try CBOR(decoding: hex(encoding)) == .map(keys.map { CBORPair($0, .null) }))
    }

    @Test func equalKeys() throws {
        let pairs = [
            CBORPair(.text("b"), .unsigned(0)), CBORPair(.text("a"), .unsigned(1)), CBORPair(.text("a"), .null),
        ]
        #expect(throws: CBORError(.duplicateKey)) { try CBOR.sortedMap(pairs) }
        #expect(hex(CBOR.map(pairs).encoded()) == "a26161f6616200")
    }

    /// "é" has two spellings that `String` calls equal; they are different bytes, so different values and keys.
    @Test func textIsComparedByItsBytes() throws {
        let composed = CBOR.text("\u{e9}")
        let decomposed = CBOR.text("e\u{301}")
        #expect(composed != decomposed)
        #expect(Set([composed, decomposed]).count == 2)
        let map = try CBOR.sortedMap([CBORPair(composed, .null), CBORPair(decomposed, .null)])
        #expect(try CBOR(decoding: map.encoded()) == map)
    }
}
