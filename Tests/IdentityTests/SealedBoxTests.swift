import Identity
import Testing

@Suite struct SealedBoxTests {
    private static func key(_ number: UInt8) throws -> SigningKey {
        try SigningKey(seed: Array(repeating: number, count: SigningKey.seedCount))
    }

    @Test(arguments: [0, 1, 511, 512, 1500]) func onlyItsRecipientReadsIt(_ count: Int) throws {
        let message = (0..<count).map { UInt8(truncatingIfNeeded: $0) }
        let recipient = try Self.key(1)
        let sealed = try recipient.publicKey.seal(message)
        #expect(sealed.count == 48 + 512 * (count / 512 + 1))
        #expect(try recipient.open(sealed: sealed) == message)
        #expect(try Self.key(2).open(sealed: sealed) == nil)
        for place in [0, 40, sealed.count - 1] {
            var altered = sealed
            altered[place] ^= 1
            #expect(try recipient.open(sealed: altered) == nil)
        }
        #expect(try recipient.open(sealed: Array(sealed.dropLast())) == nil)
        #expect(try recipient.open(sealed: []) == nil)
        #expect(try recipient.publicKey.seal(message) != sealed)
    }

    @Test func toAWeakKeyNothingIsSealed() throws {
        let weak = try #require(PublicKey(bytes: [1] + Array(repeating: 0, count: 31)))
        #expect(throws: IdentityError.self) { try weak.seal([1]) }
    }
}
