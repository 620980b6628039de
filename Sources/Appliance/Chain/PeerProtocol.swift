import CanonicalCBOR
import Identity
import Ledger

/// What one box asks another over DEALER/ROUTER.
enum PeerQuestion: Equatable, Sendable {
    /// Where does your chain end?
    case tip
    /// Final blocks from a height on, as many as fit.
    case blocks(from: UInt64)
    /// Put this transaction into a block.
    case submit([UInt8])

    func encoded() -> [UInt8] {
        switch self {
        case .tip: CBOR.array([.unsigned(1)]).encoded()
        case .blocks(let from): CBOR.array([.unsigned(2), .unsigned(from)]).encoded()
        case .submit(let transaction): CBOR.array([.unsigned(3), .bytes(transaction)]).encoded()
        }
    }

    init(decoding bytes: [UInt8]) throws(CBORError) {
        var fields = try CBORFields(CBOR(decoding: bytes), of: "question")
        switch try fields.uint8("kind") {
        case 1: self = .tip
        case 2: self = .blocks(from: try fields.unsigned("from"))
        case 3: self = .submit(try fields.bytes("transaction", atMost: 65_536))
        case let kind: throw fields.refused("kind", expected: "1 to 3", found: "\(kind)")
        }
        try fields.end()
    }
}

/// The answer to a ``PeerQuestion``.
enum PeerAnswer: Equatable, Sendable {
    case tip(height: UInt64, hash: Digest)
    case blocks([[UInt8]])
    case accepted
    case refused(String)

    /// The most bytes of blocks in one answer; a single larger block goes alone.
    static let maximumBlockBytes = 512 * 1024

    func encoded() -> [UInt8] {
        switch self {
        case .tip(let height, let hash):
            CBOR.array([.unsigned(1), .unsigned(height), .digest(hash)]).encoded()
        case .blocks(let blocks): CBOR.array([.unsigned(2), .array(blocks.map { .bytes($0) })]).encoded()
        case .accepted: CBOR.array([.unsigned(3)]).encoded()
        case .refused(let reason): CBOR.array([.unsigned(4), .text(String(reason.prefix(400)))]).encoded()
        }
    }

    init(decoding bytes: [UInt8]) throws(CBORError) {
        var fields = try CBORFields(CBOR(decoding: bytes), of: "answer")
        switch try fields.uint8("kind") {
        case 1: self = .tip(height: try fields.unsigned("height"), hash: try fields.digest("hash"))
        case 2:
            var blocks = try fields.fields("blocks")
            var bodies: [[UInt8]] = []
            while blocks.remaining > 0 { bodies.append(try blocks.bytes("block", atMost: 2 << 20)) }
            self = .blocks(bodies)
        case 3: self = .accepted
        case 4: self = .refused(try fields.text("reason", atMost: 1600))
        case let kind: throw fields.refused("kind", expected: "1 to 4", found: "\(kind)")
        }
        try fields.end()
    }
}
