import CSodium
import Identity
import TestSupport
import Testing

@Suite struct CurveKeyTests {
    /// The public half converted alone is the public half of the converted pair: others can address this box.
    @Test(arguments: 0..<20 as Range<UInt8>)
    func bothHalvesFit(fill: UInt8) throws {
        let key = try SigningKey(seed: [UInt8](repeating: fill, count: 32))
        let pair = try key.curveKeyPair()
        #expect(try key.publicKey.curvePublicKey() == pair.publicKey)
        #expect(pair.secretBytes.count == 32)
        var computed = [UInt8](repeating: 0, count: 32)
        #expect(crypto_scalarmult_base(&computed, pair.secretBytes) == 0)
        #expect(computed == pair.publicKey.bytes)
    }

    /// libsodium's own test of the conversion, ed25519_convert.
    @Test func knownAnswer() throws {
        let seed = hex("421151a459faeade3d247115f94aedae42318124095afabe4d1451a559faedee")
        let pair = try SigningKey(seed: seed).curveKeyPair()
        #expect(hex(pair.publicKey.bytes) == "f1814f0e8ff1043d8a44d25babff3cedcae6c22c3edaa48f857ae70de2baae50")
        #expect(hex(pair.secretBytes) == "8052030376d47112be7f73ed7a019293dd12ad910b654455798b4667d73de166")
    }

    @Test(arguments: WeakKeys.ed25519)
    func weakSigningKeysAreRefused(key: String) throws {
        let weak = try #require(PublicKey(hex: key))
        #expect(throws: IdentityError.weakPublicKey(hex: key)) { try weak.curvePublicKey() }
    }

    /// y = 2 belongs to no point of the curve.
    @Test func bytesThatAreNoPointAreRefused() throws {
        let key = try #require(PublicKey(bytes: [2] + [UInt8](repeating: 0, count: 31)))
        #expect(throws: IdentityError.self) { try key.curvePublicKey() }
    }

    @Test(arguments: WeakKeys.curve25519)
    func lowOrderCurveKeysAreRefused(key: String) {
        #expect(CurvePublicKey(bytes: hex(key)) == nil)
    }

    @Test func textForm() throws {
        // ZeroMQ RFC 32 gives the server's test key.
        let bytes = hex("8e0bdd697628b91d8f245587ee95c5b04d48963f79259877b49cd9063aead3b7")
        let text = "JTKVSB%%)wK0E.X)V>+}o?pNmC{O&4W4b!Ni{Lh6"
        let key = try #require(CurvePublicKey(bytes: bytes))
        #expect(key.z85 == text)
        #expect(CurvePublicKey(z85: text) == key)
        #expect("\(key)" == text)
        for wrong in [
            "", String(text.dropLast()), text + "0", text + "00000", " " + text.dropFirst(), "₹" + text.dropFirst(3),
        ] {
            #expect(CurvePublicKey(z85: wrong) == nil)
        }
        #expect(CurvePublicKey(bytes: Array(bytes.dropLast())) == nil)
    }
}
