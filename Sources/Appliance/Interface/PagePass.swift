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

extension PagePass: SignedBody {
    static let what = "pass"
    static let domain = SigningDomain.pagePass
    static let mostBytes = 512
}

typealias SignedPass = Signed<PagePass>

/// A pass as one word of text.
extension SignedPass {
    private static let prefix = "gtp1-"

    var pass: PagePass { self.body }

    var text: String { PaperWord.text(Self.prefix, self.cbor.encoded()) }

    init(text: String) throws(PassRefusal) {
        guard let bytes = PaperWord.bytes(text, prefix: Self.prefix, atMost: 2048) else {
            throw .unreadable("it begins with \(Self.prefix) and is one word")
        }
        do throws(CBORError) { try self.init(decoding: bytes) } catch { throw .unreadable("\(error)") }
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
