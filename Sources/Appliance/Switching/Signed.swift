import CanonicalCBOR
import Identity
import Ledger

/// What a person signs and a box checks without the chain's transactions: an order on site, a pass for the page.
protocol SignedBody: Hashable, Sendable {
    /// What it is, for errors.
    static var what: String { get }
    static var domain: SigningDomain { get }
    /// The most bytes of its encoding.
    static var mostBytes: Int { get }
    var cbor: CBOR { get }
    init(decoding bytes: [UInt8]) throws(CBORError)
}

/// A body with the key that signed it.
struct Signed<Body: SignedBody>: Hashable, Sendable {
    let body: Body
    /// What was signed.
    let bytes: [UInt8]
    let key: PublicKey
    let signature: Signature

    init(_ body: Body, by key: SigningKey, genesis: Digest) {
        self.body = body
        self.bytes = body.cbor.encoded()
        self.key = key.publicKey
        self.signature = key.sign(self.bytes, domain: Body.domain, genesis: genesis)
    }

    /// The hash of what was signed.
    var id: String { Digest.sha256(self.bytes).hex }

    func isSigned(genesis: Digest) -> Bool {
        self.key.verify(self.signature, of: self.bytes, domain: Body.domain, genesis: genesis)
    }

    var cbor: CBOR { .array([.bytes(self.bytes), .bytes(self.key.bytes), .bytes(self.signature.bytes)]) }

    init(decoding bytes: [UInt8]) throws(CBORError) {
        try self.init(try CBOR(decoding: bytes))
    }

    init(_ value: CBOR) throws(CBORError) {
        var fields = try CBORFields(value, of: "signed \(Body.what)")
        self.bytes = try fields.bytes(Body.what, atMost: Body.mostBytes)
        self.body = try Body(decoding: self.bytes)
        (self.key, self.signature) = (try fields.publicKey("key"), try fields.signature("signature"))
        try fields.end()
    }
}

/// Bytes as one word of text, for a phone or a slip of paper: what it is, a dash, and hexadecimal digits.
enum PaperWord {
    static func text(_ prefix: String, _ bytes: [UInt8]) -> String { prefix + Hexadecimal.encode(bytes) }

    /// The bytes of a word that may have been broken over lines; nil where it is none of this kind, or longer than `most` characters.
    static func bytes(_ text: String, prefix: String, atMost most: Int) -> [UInt8]? {
        let word = text.filter { !$0.isWhitespace }
        guard word.utf8.count <= most, word.hasPrefix(prefix) else { return nil }
        return Hexadecimal.decode(String(word.dropFirst(prefix.count)))
    }
}
