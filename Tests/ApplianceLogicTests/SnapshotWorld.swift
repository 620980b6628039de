import Identity
import Ledger
import Metering
import TestSupport

@testable import Appliance

/// A zone of one validator with a proved snapshot, and what peers say of it.
struct SnapshotWorld {
    let genesis: Genesis
    let head: SnapshotHead
    let entries: [StateEntry]
    /// The head and every chunk, by name.
    private let parts: [Digest: [UInt8]]

    /// - Parameters:
    ///   - changed: the number of a register whose value is another.
    init(zone: String = "Test", height: UInt64 = 1000, registers: Int = 2500, changed: Int = -1, forged: Bool = false)
        throws
    {
        let key = try SigningKey(seed: [UInt8](repeating: 1, count: 32))
        let other = try SigningKey(seed: [UInt8](repeating: 2, count: 32))
        self.genesis = Genesis(
            zone: zone, timeZoneName: "Asia/Kolkata", timeZoneOffsetMinutes: 330, intervalSeconds: 900,
            isDemonstration: false, time: UTCTime(seconds: 1_770_000_000),
            principals: [Principal(label: "utility", key: key.publicKey, roles: [.validator, .registrar])],
            policy: .standard)
        self.entries =
            [StateEntry(key: StateKey(.zone, 0), bytes: [1])]
            + (0..<registers).map { number in
                let bytes = [UInt8](repeating: UInt8(truncatingIfNeeded: number), count: 40)
                return StateEntry(
                    key: StateKey(.register, UInt32(number)), bytes: number == changed ? bytes + [1] : bytes)
            }
        var tree = StateTree()
        _ = tree.update(self.entries)
        let header = BlockHeader(
            height: height, epoch: 1, view: height, parent: .sha256([1]), time: UTCTime(seconds: 1_770_000_900),
            proposer: PrincipalID(0), transactionCount: 0, energyRoot: Block.root(of: .energy, in: []),
            paymentRoot: Block.root(of: .payment, in: []), stateRoot: tree.root)
        let block = Block(header: header, transactions: [])
        let vote = VoteStatement(kind: .finalize, epoch: 1, view: height, blockHash: block.hash)
            .signed(by: forged ? other : key, as: PrincipalID(0), genesis: self.genesis.hash)
        guard let certificate = Certificate(votes: [vote]) else { throw Unexpected(what: "no certificate") }
        self.head = SnapshotHead(
            block: FinalizedBlock(block: block, certificate: certificate), epochs: [], entries: self.entries)
        self.parts = Self.parts(self.head, self.entries)
    }

    private static func parts(_ head: SnapshotHead, _ entries: [StateEntry]) -> [Digest: [UInt8]] {
        var parts = [head.name: head.encoded()]
        var rest = entries[...]
        for chunk in head.chunks {
            parts[chunk.root] = SnapshotChunk.encode(rest.prefix(chunk.count))
            rest = rest.dropFirst(chunk.count)
        }
        return parts
    }

    struct Unexpected: Error {
        let what: String
    }

    var offer: SnapshotOffer { SnapshotOffer(height: self.head.block.block.header.height, head: self.head.name) }

    /// What an honest peer that has this snapshot answers.
    func answer(_ question: SnapshotSync.Question) -> PeerAnswer {
        switch question {
        case .offer: return .snapshot(self.offer)
        case .piece(let name, let offset):
            guard let part = self.parts[name], Int(offset) < part.count else { return .piece(nil) }
            let bytes = part.dropFirst(Int(offset)).prefix(SnapshotPiece.maximumBytes)
            return .piece(SnapshotPiece(total: UInt32(part.count), bytes: Array(bytes)))
        }
    }
}

/// How a peer answers.
enum SnapshotPeer: CaseIterable {
    case honest
    /// Never answers.
    case silent
    /// Answers the offer, and then no more.
    case vanishing
    /// Does not know the questions.
    case ancient
    /// Has an old snapshot.
    case older
    /// Another zone's snapshot.
    case stranger
    /// A head whose certificate nobody signed.
    case forger
    /// A greater height than its head has.
    case boaster
    /// One bit of every chunk is another.
    case flipper
    /// Sends less than is due.
    case cutter
    /// Announces gigabytes.
    case giant
    /// Answers other questions.
    case confused
    /// Bytes that are no chunk.
    case babbler
    /// Has the head and none of the chunks.
    case empty
    /// Another snapshot each time.
    case fickle

    func answer(
        _ question: SnapshotSync.Question, _ world: SnapshotWorld, _ random: inout SeededGenerator
    ) -> PeerAnswer? {
        let honest = world.answer(question)
        switch (self, question) {
        case (.honest, _): return honest
        case (.silent, _), (.vanishing, .piece): return nil
        case (.ancient, _): return .refused("question.kind: expected 1 to 4, found 5")
        case (.older, .offer): return .snapshot(SnapshotOffer(height: 3, head: world.offer.head))
        case (.stranger, _): return Self.otherZone?.answer(question)
        case (.forger, _): return Self.forgery?.answer(question)
        case (.boaster, .offer): return .snapshot(SnapshotOffer(height: .max, head: world.offer.head))
        case (.fickle, .offer):
            return .snapshot(SnapshotOffer(height: UInt64.random(in: 900...5000, using: &random), head: .sha256([7])))
        case (.confused, _): return .range(nil)
        case (_, .offer): return honest
        case (_, .piece(let name, _)): return self.spoilt(honest, name == world.offer.head, &random)
        }
    }

    private func spoilt(_ honest: PeerAnswer, _ isHead: Bool, _ random: inout SeededGenerator) -> PeerAnswer {
        guard case .piece(let piece?) = honest else { return honest }
        var bytes = piece.bytes
        switch self {
        case .flipper where !isHead:
            bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= UInt8(1 << Int.random(in: 0..<8, using: &random))
        case .cutter: bytes.removeLast()
        case .giant: return .piece(SnapshotPiece(total: .max, bytes: bytes))
        case .babbler where !isHead: bytes = bytes.map { _ in UInt8.random(in: 0 ... .max, using: &random) }
        case .empty where !isHead: return .piece(nil)
        default: break
        }
        return .piece(SnapshotPiece(total: piece.total, bytes: bytes))
    }

    private static let otherZone = try? SnapshotWorld(zone: "Other", height: 1900, registers: 9)
    private static let forgery = try? SnapshotWorld(height: 1800, registers: 9, forged: true)
}
