import CanonicalCBOR
import Identity
import Ledger
import Metering

/// What a person shows to a box to see what belongs to accounts: signed with that person's key, good for a while.
struct PagePass: Hashable, Sendable {
    var person: String
    var from: UTCTime
    var until: UTCTime
    /// So that no two passes are the same.
    var nonce: [UInt8]

    /// The longest that a pass is good for, in seconds: a shift.
    static let longestSeconds: Int64 = 8 * 3600

    var cbor: CBOR {
        .array([.unsigned(1), .text(self.person), .time(self.from), .time(self.until), .bytes(self.nonce)])
    }

    init(person: String, from: UTCTime, until: UTCTime, nonce: [UInt8]) {
        (self.person, self.from, self.until, self.nonce) = (person, from, until, nonce)
    }

    init(decoding bytes: [UInt8]) throws(CBORError) {
        var fields = try CBORFields(decoding: bytes, of: "pass")
        let version = try fields.unsigned("version")
        guard version == 1 else { throw fields.refused("version", expected: "1", found: "\(version)") }
        self.person = try fields.text("person", atMost: FieldOrder.textLimit)
        self.from = try fields.time("from")
        self.until = try fields.time("until")
        self.nonce = try fields.bytes("nonce", count: FieldOrder.nonceBytes)
        try fields.end()
    }
}

/// A pass with the key that signed it, as one word of text.
struct SignedPass: Hashable, Sendable {
    private static let prefix = "gtp1-"

    let pass: PagePass
    let bytes: [UInt8]
    let key: PublicKey
    let signature: Signature

    init(_ pass: PagePass, by key: SigningKey, genesis: Digest) {
        self.pass = pass
        self.bytes = pass.cbor.encoded()
        self.key = key.publicKey
        self.signature = key.sign(self.bytes, domain: .pagePass, genesis: genesis)
    }

    func isSigned(genesis: Digest) -> Bool {
        self.key.verify(self.signature, of: self.bytes, domain: .pagePass, genesis: genesis)
    }

    var text: String {
        Self.prefix
            + Hexadecimal.encode(
                CBOR.array([.bytes(self.bytes), .bytes(self.key.bytes), .bytes(self.signature.bytes)]).encoded())
    }

    init(text: String) throws(PassRefusal) {
        let text = text.filter { !$0.isWhitespace }
        guard text.utf8.count <= 2048, text.hasPrefix(Self.prefix),
            let bytes = Hexadecimal.decode(String(text.dropFirst(Self.prefix.count)))
        else { throw .unreadable("it begins with \(Self.prefix) and is one word") }
        do throws(CBORError) {
            var fields = try CBORFields(decoding: bytes, of: "signed pass")
            self.bytes = try fields.bytes("pass", atMost: 512)
            self.pass = try PagePass(decoding: self.bytes)
            (self.key, self.signature) = (try fields.publicKey("key"), try fields.signature("signature"))
            try fields.end()
        } catch {
            throw .unreadable("\(error)")
        }
    }
}

/// Why a pass opens nothing.
enum PassRefusal: Error, Hashable, CustomStringConvertible {
    case unreadable(String)
    case badSignature
    case wrongTime(from: UTCTime, until: UTCTime, box: UTCTime)
    case tooLong
    case used
    case noName
    case refused(FieldRefusal)
    case missing

    var description: String {
        switch self {
        case .unreadable(let why): "the pass cannot be read: \(why)"
        case .badSignature: "the pass is not signed by its key for this zone. Is it the right key file and genesis?"
        case .wrongTime(let from, let until, let box):
            "the pass is good from \(from) to \(until), and the box's clock says \(box). Make a new one."
        case .tooLong: "the pass is good for longer than \(PagePass.longestSeconds / 3600) hours. Make a shorter one."
        case .used: "the pass was used before. Make a new one with `gridtally page sign-in`."
        case .noName: "the pass names nobody: give --person"
        case .refused(let refusal): "\(refusal)"
        case .missing:
            "this belongs to accounts: show a pass (`Authorization: GridTally PASS`; `gridtally page sign-in` makes one)"
        }
    }
}
