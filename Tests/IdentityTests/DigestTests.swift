import Identity
import TestSupport
import Testing

@Suite struct DigestTests {
    /// FIPS 180-4 examples (NIST) and the empty message.
    static let answers: [(String, String)] = [
        ("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"),
        ("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"),
        (
            "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        ),
        (
            "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrst"
                + "nopqrstu",
            "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1"
        ),
        (
            String(repeating: "a", count: 1_000_000),
            "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"
        ),
    ]

    @Test(arguments: Self.answers)
    func knownAnswers(message: String, digest: String) {
        let bytes = Array(message.utf8)
        #expect(Digest.sha256(bytes).hex == digest)
        let cut = bytes.count / 3
        #expect(Digest.sha256(parts: [[], Array(bytes[..<cut]), Array(bytes[cut...])]).hex == digest)
    }

    @Test func bytesAndHex() throws {
        let bytes = (0..<32).map { UInt8($0 * 8) }
        let digest = try #require(Digest(bytes: bytes))
        #expect(digest.bytes == bytes)
        #expect(digest.hex == hex(bytes))
        #expect(Digest(hex: digest.hex) == digest)
        #expect(Digest(hex: digest.hex.uppercased()) == digest)
        #expect(Digest.zero.bytes == [UInt8](repeating: 0, count: 32))
        #expect(Digest(bytes: Array(bytes.dropLast())) == nil)
        #expect(Digest(bytes: bytes + [0]) == nil)
        for text in ["", "00", String(repeating: "g", count: 64), digest.hex + "00", String(digest.hex.dropLast())] {
            #expect(Digest(hex: text) == nil)
        }
    }

    /// Sorted digests are in the order of their bytes, whichever byte decides.
    @Test(arguments: 0..<32)
    func order(index: Int) throws {
        var low = [UInt8](repeating: 0x7F, count: 32)
        var high = low
        low[index] = 0x01
        high[index] = 0xFE
        for later in low.indices where later > index { (low[later], high[later]) = (0xFF, 0) }
        let left = try #require(Digest(bytes: low))
        let right = try #require(Digest(bytes: high))
        #expect(left < right)
        #expect(!(right < left))
        #expect(!(left < left))
    }
}
