import CanonicalCBOR
import Identity
import Testing

@Suite struct FieldsTests {
    @Test func keysHashesAndSignaturesAreFields() throws {
        let key = try SigningKey(seed: [UInt8](repeating: 3, count: 32))
        let digest = Digest.sha256([1])
        let signature = key.sign([1], domain: .status, genesis: digest)
        let value = CBOR.array([digest.cbor, key.publicKey.cbor, signature.cbor])
        var fields = try CBORFields(decoding: value.encoded(), of: "Test")
        #expect(throws: CBORError.self) { try fields.signature("hash") }
        #expect(try fields.digest("hash") == digest)
        #expect(try fields.publicKey("key") == key.publicKey)
        let error = CBORError(
            .mismatch(expected: "hash of 32 bytes", found: "byte string"), of: "Test", field: "signature")
        #expect(throws: error) { try fields.digest("signature") }
        #expect(try fields.signature("signature") == signature)
        try fields.end()
    }
}
