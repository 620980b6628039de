import CanonicalCBOR
import TestSupport
import Testing

@Suite struct StrictDecodingTests {
    static let refusals: [(String, CBORError)] = [
        ("", CBORError(.truncated(missing: 1), offset: 0)),
        ("1817", CBORError(.notShortest, offset: 0)),
        ("1900ff", CBORError(.notShortest, offset: 0)),
        ("1a0000ffff", CBORError(.notShortest, offset: 0)),
        ("1b00000000ffffffff", CBORError(.notShortest, offset: 0)),
        ("3800", CBORError(.notShortest, offset: 0)),
        ("5801aa", CBORError(.notShortest, offset: 0)),
        ("780161", CBORError(.notShortest, offset: 0)),
        ("82 01 980100", CBORError(.notShortest, offset: 2)),
        ("b8010000", CBORError(.notShortest, offset: 0)),
        ("5f42010243030405ff", CBORError(.indefiniteLength, offset: 0)),
        ("7f657374726561646d696e67ff", CBORError(.indefiniteLength, offset: 0)),
        ("9fff", CBORError(.indefiniteLength, offset: 0)),
        ("bfff", CBORError(.indefiniteLength, offset: 0)),
        ("ff", CBORError(.indefiniteLength, offset: 0)),
        ("1f", CBORError(.indefiniteLength, offset: 0)),
        ("1c", CBORError(.reservedHead(0x1C), offset: 0)),
        ("5d", CBORError(.reservedHead(0x5D), offset: 0)),
        ("fe", CBORError(.reservedHead(0xFE), offset: 0)),
        ("c000", CBORError(.tag, offset: 0)),
        ("c249010000000000000000", CBORError(.tag, offset: 0)),
        ("d9d9f700", CBORError(.tag, offset: 0)),
        ("f97e00", CBORError(.floatingPoint, offset: 0)),
        ("fa47c35000", CBORError(.floatingPoint, offset: 0)),
        ("81fb3ff199999999999a", CBORError(.floatingPoint, offset: 1)),
        ("f7", CBORError(.simpleValue(23), offset: 0)),
        ("e0", CBORError(.simpleValue(0), offset: 0)),
        ("f814", CBORError(.simpleValue(20), offset: 0)),
        ("f8ff", CBORError(.simpleValue(255), offset: 0)),
        ("61ff", CBORError(.invalidUTF8, offset: 0)),
        ("62c080", CBORError(.invalidUTF8, offset: 0)),
        ("63eda080", CBORError(.invalidUTF8, offset: 0)),
        ("62c328", CBORError(.invalidUTF8, offset: 0)),
        ("a2 6162f6 6161f6", CBORError(.unsortedKeys, offset: 4)),
        ("a2 626161f6 617af6", CBORError(.unsortedKeys, offset: 5)),
        ("a2 20f6 00f6", CBORError(.unsortedKeys, offset: 3)),
        ("a2 01f6 01f5", CBORError(.duplicateKey, offset: 3)),
        ("0000", CBORError(.trailingBytes(1), offset: 1)),
        ("83010203 f6f6", CBORError(.trailingBytes(2), offset: 4)),
        ("18", CBORError(.truncated(missing: 1), offset: 1)),
        ("430102", CBORError(.truncated(missing: 1), offset: 3)),
        ("8201", CBORError(.truncated(missing: 1), offset: 2)),
        ("a101", CBORError(.truncated(missing: 1), offset: 2)),
    ]

    @Test(arguments: Self.refusals)
    func refuses(encoding: String, error: CBORError) {
        #expect(throws: error) { try CBOR(decoding: hex(encoding)) }
    }

    /// Lengths near 2^64, and promises of many items in few bytes: refused before memory is taken for them.
    @Test(arguments: [
        "5bffffffffffffffff", "5b7fffffffffffffff", "7b7fffffffffffffff00", "9bffffffffffffffff", "bbffffffffffffffff",
        "bb8000000000000000", "9b7fffffffffffffff", "9a0003ffff00", "ba0001ffff0000", "9a7fffffff", "5a00400000",
        "99ffff99ffff99ffff99ffff99ffff99ffff",
    ])
    func hostileLengths(encoding: String) {
        #expect(throws: CBORError.self) { try CBOR(decoding: hex(encoding)) }
    }

    /// The first array promises 256 of the 342 bytes behind it; with the second it is 511 of 339.
    @Test func promisesAreAddedUp() {
        var bytes: [UInt8] = []
        for _ in 0..<15 { bytes += [0x99, 0x01, 0x00] }
        bytes += [UInt8](repeating: 0, count: 300)
        #expect(throws: CBORError(.truncated(missing: 511 - 339), offset: 345)) { try CBOR(decoding: bytes) }
    }

    @Test func depth() throws {
        func nested(_ depth: Int) -> [UInt8] { [UInt8](repeating: 0x81, count: depth) + [0xF6] }
        #expect(try CBOR(decoding: nested(16)).encoded() == nested(16))
        #expect(throws: CBORError(.tooDeep(limit: 16), offset: 16)) { try CBOR(decoding: nested(17)) }
        #expect(throws: CBORError(.tooDeep(limit: 16), offset: 16)) { try CBOR(decoding: nested(1_000_000)) }
        let unbounded = CBORLimits(depth: .max)
        #expect(unbounded.depth == CBORLimits.greatestDepth)
        #expect(throws: CBORError(.tooDeep(limit: 64), offset: 64)) {
            try CBOR(decoding: nested(65), limits: unbounded)
        }
        #expect(throws: CBORError(.tooDeep(limit: 0), offset: 0)) {
            try CBOR(decoding: [0x80], limits: CBORLimits(depth: -1))
        }
        let maps = [UInt8](repeating: 0xA1, count: 1000)
        #expect(throws: CBORError.self) { try CBOR(decoding: maps) }
    }

    @Test func itemsAndBytes() throws {
        let ten = CBOR.array([CBOR](repeating: .null, count: 10)).encoded()
        #expect(try CBOR(decoding: ten, limits: CBORLimits(items: 11)).encoded() == ten)
        #expect(throws: CBORError(.tooManyItems(limit: 10), offset: 10)) {
            try CBOR(decoding: ten, limits: CBORLimits(items: 10))
        }
        #expect(throws: CBORError(.tooManyItems(limit: 9), offset: 0)) {
            try CBOR(decoding: ten, limits: CBORLimits(items: 9))
        }
        #expect(throws: CBORError(.tooManyBytes(count: 11, limit: 10))) {
            try CBOR(decoding: ten, limits: CBORLimits(bytes: 10))
        }
        let map = CBOR.map([CBORPair(.unsigned(1), .null), CBORPair(.unsigned(2), .null)]).encoded()
        #expect(throws: CBORError(.tooManyItems(limit: 3), offset: 0)) {
            try CBOR(decoding: map, limits: CBORLimits(items: 3))
        }
    }
}
