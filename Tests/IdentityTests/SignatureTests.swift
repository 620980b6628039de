import Identity
import TestSupport
import Testing

@Suite struct SignatureTests {
    /// RFC 8032 §7.1: seed, public key, message, signature.
    static let answers: [[String]] = [
        [
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595b"
                + "be24655141438e7a100b",
        ],
        [
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb430"
                + "2aeeb00d291612bb0c00",
        ],
        [
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716e"
                + "d28dc027beceea1ec40a",
        ],
        [
            "833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
            "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643c"
                + "e80e2a9ac94fa54ca49f",
            "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138a"
                + "c17ad9bef1177331a704",
        ],
    ]

    @Test(arguments: Self.answers)
    func knownAnswers(vector: [String]) throws {
        let key = try SigningKey(seed: hex(vector[0]))
        let message = hex(vector[2])
        let signature = try #require(Signature(bytes: hex(vector[3])))
        #expect(key.publicKey.hex == vector[1])
        #expect(key.signRaw(message) == signature)
        #expect(key.publicKey.verifyRaw(signature, of: message))
        #expect(!key.publicKey.verifyRaw(signature, of: message + [0]))
    }

    private static func key(_ fill: UInt8) throws -> SigningKey {
        try SigningKey(seed: [UInt8](repeating: fill, count: 32))
    }

    /// The documented layout, rebuilt by hand as an auditor would.
    @Test func signedBytes() throws {
        let key = try Self.key(1)
        let genesis = Digest.sha256([1])
        let tag = Array("gridtally.transaction.v1".utf8)
        let message: [UInt8] = [9, 8, 7]
        let raw = [UInt8(tag.count)] + tag + genesis.bytes + message
        #expect(key.sign(message, domain: .transaction, genesis: genesis) == key.signRaw(raw))
    }

    @Test func aSignatureIsForOneMessageOneDomainOneChainOneKey() throws {
        let key = try Self.key(1)
        let genesis = Digest.sha256([1])
        let signature = key.sign([1, 2, 3], domain: .notarize, genesis: genesis)
        #expect(key.publicKey.verify(signature, of: [1, 2, 3], domain: .notarize, genesis: genesis))
        #expect(!key.publicKey.verify(signature, of: [1, 2, 4], domain: .notarize, genesis: genesis))
        #expect(!key.publicKey.verify(signature, of: [1, 2], domain: .notarize, genesis: genesis))
        #expect(!key.publicKey.verify(signature, of: [1, 2, 3], domain: .nullify, genesis: genesis))
        #expect(!key.publicKey.verify(signature, of: [1, 2, 3], domain: .notarize, genesis: .zero))
        let other = try Self.key(2).publicKey
        #expect(!other.verify(signature, of: [1, 2, 3], domain: .notarize, genesis: genesis))
        for index in 0..<64 {
            var bytes = signature.bytes
            bytes[index] ^= 1
            let changed = try #require(Signature(bytes: bytes))
            #expect(!key.publicKey.verify(changed, of: [1, 2, 3], domain: .notarize, genesis: genesis))
        }
    }

    @Test func domainsDiffer() {
        let domains: [SigningDomain] = [
            .genesis, .transaction, .proposal, .notarize, .nullify, .finalize, .status,
        ]
        #expect(Set(domains.map(\.tag)).count == domains.count)
    }

    /// S + L is the second spelling of a signature that a lax verifier accepts (RFC 8032 §5.1.7).
    @Test func signaturesCannotBeRespelled() throws {
        let key = try Self.key(1)
        let signature = key.sign([5], domain: .transaction, genesis: .zero)
        let order = Array(hex("1000000000000000000000000000000014def9dea2f79cd65812631a5cf5d3ed").reversed())
        var bytes = signature.bytes
        var carry = 0
        for index in 0..<32 {
            let sum = Int(bytes[32 + index]) + Int(order[index]) + carry
            bytes[32 + index] = UInt8(truncatingIfNeeded: sum)
            carry = sum >> 8
        }
        let respelled = try #require(Signature(bytes: bytes))
        #expect(carry == 0)
        #expect(!key.publicKey.verify(respelled, of: [5], domain: .transaction, genesis: .zero))
    }

    /// With a key of low order, all-zero scalars would "sign" anything.
    @Test(arguments: WeakKeys.ed25519)
    func lowOrderKeysVerifyNothing(key: String) throws {
        let weak = try #require(PublicKey(hex: key))
        for point in WeakKeys.ed25519 {
            let signature = try #require(Signature(bytes: hex(point) + [UInt8](repeating: 0, count: 32)))
            for message in 0..<16 as Range<UInt8> {
                #expect(!weak.verify(signature, of: [message], domain: .transaction, genesis: .zero))
            }
        }
    }

    @Test func lengths() throws {
        for count in [0, 31, 33, 64] {
            #expect(throws: IdentityError.seedLength(found: count)) {
                try SigningKey(seed: [UInt8](repeating: 1, count: count))
            }
            #expect(PublicKey(bytes: [UInt8](repeating: 1, count: count)) == nil)
        }
        #expect(Signature(bytes: [UInt8](repeating: 1, count: 63)) == nil)
        #expect(Signature(bytes: [UInt8](repeating: 1, count: 65)) == nil)
        #expect(PublicKey(hex: "00") == nil)
    }

    @Test func secretsStayOutOfText() throws {
        let seed = hex(Self.answers[0][0])
        let key = try SigningKey(seed: seed)
        let pair = try key.curveKeyPair()
        var dumped = ""
        dump(key, to: &dumped)
        dump(pair, to: &dumped)
        let text = "\(key) \(pair) \(String(reflecting: key)) \(String(reflecting: pair)) \(dumped)"
        #expect(!text.contains(hex(seed)))
        #expect(!text.contains(hex(pair.secretBytes)))
        #expect(!text.contains(seed.map { "\($0)" }.joined(separator: ", ")))
        #expect(text.contains(key.publicKey.hex))
    }
}
