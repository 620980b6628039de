import CanonicalCBOR
import Identity
import Ledger

/// Where a chain ends, as its holder announces it.
struct TipNotice: Equatable, Sendable {
    let height: UInt64
    let hash: Digest

    func encoded() -> [UInt8] { CBOR.array([.unsigned(self.height), .digest(self.hash)]).encoded() }

    init(height: UInt64, hash: Digest) {
        self.height = height
        self.hash = hash
    }

    init(decoding bytes: [UInt8]) throws(CBORError) {
        var fields = try CBORFields(CBOR(decoding: bytes), of: "tip")
        self.height = try fields.unsigned("height")
        self.hash = try fields.digest("hash")
        try fields.end()
    }
}

/// What one box asks another over DEALER/ROUTER.
enum PeerQuestion: Equatable, Sendable {
    /// Where does your chain end?
    case tip
    /// Final blocks from a height on, in at most so many bytes, or a single larger one.
    case blocks(from: UInt64, credit: UInt64)
    /// Put this transaction into a block.
    case submit([UInt8])
    /// A message between validators that is meant for you.
    case deliver([UInt8])
    /// Which snapshot of the state do you have to give?
    case snapshot
    /// Bytes of a snapshot's head or chunk, from an offset on, so many at most.
    case piece(of: Digest, from: UInt32, credit: UInt32)

    /// True where it changes nothing, and asks for nothing but blocks.
    var readsBlocks: Bool {
        switch self {
        case .tip, .blocks: true
        case .submit, .deliver, .snapshot, .piece: false
        }
    }

    func encoded() -> [UInt8] {
        switch self {
        case .tip: CBOR.array([.unsigned(1)]).encoded()
        case .blocks(let from, let credit): CBOR.array([.unsigned(2), .unsigned(from), .unsigned(credit)]).encoded()
        case .submit(let transaction): CBOR.array([.unsigned(3), .bytes(transaction)]).encoded()
        case .deliver(let message): CBOR.array([.unsigned(4), .bytes(message)]).encoded()
        case .snapshot: CBOR.array([.unsigned(5)]).encoded()
        case .piece(let name, let from, let credit):
            CBOR.array([.unsigned(6), .digest(name), .unsigned(UInt64(from)), .unsigned(UInt64(credit))]).encoded()
        }
    }

    init(decoding bytes: [UInt8]) throws(CBORError) {
        var fields = try CBORFields(CBOR(decoding: bytes), of: "question")
        switch try fields.uint8("kind") {
        case 1: self = .tip
        case 2: self = .blocks(from: try fields.unsigned("from"), credit: try fields.unsigned("credit"))
        case 3: self = .submit(try fields.bytes("transaction", atMost: 65_536))
        case 4: self = .deliver(try fields.bytes("message", atMost: 65_536))
        case 5: self = .snapshot
        case 6:
            self = .piece(
                of: try fields.digest("name"), from: try fields.uint32("from"), credit: try fields.uint32("credit"))
        case let kind: throw fields.refused("kind", expected: "1 to 6", found: "\(kind)")
        }
        try fields.end()
    }
}

/// The answer to a ``PeerQuestion``.
enum PeerAnswer: Equatable, Sendable {
    case tip(TipNotice)
    /// An encoded ``FinalizedRange``; nil where there is nothing from that height on.
    case range([UInt8]?)
    case accepted
    case refused(String)
    /// Nil where there is none now, or none yet.
    case snapshot(SnapshotOffer?)
    /// Nil where this box does not have it.
    case piece(SnapshotPiece?)

    /// The most bytes of blocks in one answer; a single larger block goes alone.
    static let maximumBlockBytes = 512 * 1024

    func encoded() -> [UInt8] {
        switch self {
        case .tip(let tip): CBOR.array([.unsigned(1), .bytes(tip.encoded())]).encoded()
        case .range(let range): CBOR.array([.unsigned(2), range.map { .bytes($0) } ?? .null]).encoded()
        case .accepted: CBOR.array([.unsigned(3)]).encoded()
        case .refused(let reason): CBOR.array([.unsigned(4), .text(String(reason.prefix(400)))]).encoded()
        case .snapshot(let offer): CBOR.array([.unsigned(5), offer?.cbor ?? .null]).encoded()
        case .piece(let piece): CBOR.array([.unsigned(6), piece?.cbor ?? .null]).encoded()
        }
    }

    init(decoding bytes: [UInt8]) throws(CBORError) {
        var fields = try CBORFields(CBOR(decoding: bytes), of: "answer")
        switch try fields.uint8("kind") {
        case 1: self = .tip(try TipNotice(decoding: fields.bytes("tip", atMost: 64)))
        case 2:
            self = .range(
                try fields.optional("range") { (value) throws(CBORError) in
                    try value.readBytes(atMost: FinalizedRange.maximumBytes)
                })
        case 3: self = .accepted
        case 4: self = .refused(try fields.text("reason", atMost: 1600))
        case 5:
            self = .snapshot(
                try fields.optional("offer") { (value) throws(CBORError) in try SnapshotOffer(value) })
        case 6:
            self = .piece(try fields.optional("piece") { (value) throws(CBORError) in try SnapshotPiece(value) })
        case let kind: throw fields.refused("kind", expected: "1 to 6", found: "\(kind)")
        }
        try fields.end()
    }
}
