import Identity
import TestSupport
import Testing

@Suite struct Z85Tests {
    /// ZeroMQ RFC 32.
    @Test func knownAnswer() {
        #expect(Z85.encode(hex("864fd26fb559f75b")) == "HelloWorld")
        #expect(Z85.decode("HelloWorld") == hex("864fd26fb559f75b"))
        #expect(Z85.encode([]) == "")
        #expect(Z85.decode("") == [])
        #expect(Z85.encode([0, 0, 0, 0]) == "00000")
        #expect(Z85.encode([255, 255, 255, 255]) == "%nSc0")
        #expect(Z85.decode("%nSc0") == [255, 255, 255, 255])
    }

    /// One more than 2^32 − 1, the greatest group, other lengths, and characters outside the alphabet.
    @Test(arguments: ["%nSc1", "#####", "Hell", "HelloW", "Hell ", "Hell\"", "Hell~", "Hel\u{e9}", "\u{0}ello"])
    func refuses(text: String) {
        #expect(Z85.decode(text) == nil)
    }

    @Test(arguments: 1..<4) func otherLengthsHaveNoForm(count: Int) {
        #expect(Z85.encode([UInt8](repeating: 1, count: count)) == nil)
    }
}
