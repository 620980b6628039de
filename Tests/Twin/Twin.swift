import CanonicalCBOR
import Consensus
import Foundation
import Identity
import Ledger
import PeerNetwork

/// Votes against itself.
struct Twin {
    private let key: SigningKey
    private let me: PrincipalID
    private let genesis: Digest
    private let peers: [PeerAddress]

    struct Misuse: Error, CustomStringConvertible {
        let description: String
    }

    init(arguments: [String]) throws {
        self.key = try Self.key(at: arguments[0])
        self.genesis = try Genesis(decoding: Array(Data(contentsOf: URL(fileURLWithPath: arguments[1])))).hash
        guard let number = UInt32(arguments[2]) else { throw Misuse(description: "no number: \(arguments[2])") }
        self.me = PrincipalID(number)
        self.peers = try arguments.dropFirst(3).map(Self.peer)
    }

    private static func key(at path: String) throws -> SigningKey {
        let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n")
        guard
            let seed = lines.first(where: { $0.hasPrefix("seed: ") }).flatMap({ Digest(hex: String($0.dropFirst(6))) })
        else { throw Misuse(description: "no key in \(path)") }
        return try SigningKey(seed: seed.bytes)
    }

    private static func peer(_ text: String) throws -> PeerAddress {
        let parts = text.split(separator: ",").map(String.init)
        guard parts.count == 3, let bytes = Digest(hex: parts[0])?.bytes, let key = PublicKey(bytes: bytes) else {
            throw Misuse(description: "no peer: \(text)")
        }
        return PeerAddress(name: parts[1], key: try key.curvePublicKey(), publish: parts[1], catchUp: parts[2])
    }

    func run() async throws {
        let network = try PeerNetwork(
            PeerNetworkConfiguration(
                keyPair: try self.key.curveKeyPair(), peers: self.peers, topics: [.votes, .proposals]),
            allowed: [])
        try await network.start()
        var seen: Set<UInt64> = []
        for await message in network.published {
            guard case .vote(let vote)? = try? ConsensusMessage(decoding: message.body),
                seen.insert(vote.statement.view).inserted
            else { continue }
            await self.contradict(epoch: vote.statement.epoch, view: vote.statement.view, network)
        }
    }

    /// Notarizes and finalizes a block that nobody has, another one besides, and nullifies the view too.
    private func contradict(epoch: UInt64, view: UInt64, _ network: PeerNetwork) async {
        let lies: [(VoteKind, Digest)] = [
            (.notarize, .sha256([1])), (.notarize, .sha256([2])), (.finalize, .sha256([1])), (.nullify, .zero),
        ]
        for (kind, hash) in lies {
            let vote = VoteStatement(kind: kind, epoch: epoch, view: view, blockHash: hash)
                .signed(by: self.key, as: self.me, genesis: self.genesis)
            // A message between validators: question kind 4 of the peers' protocol.
            let question = CBOR.array([.unsigned(4), .bytes(ConsensusMessage.vote(vote).encoded())]).encoded()
            for peer in self.peers { _ = try? await network.request(peer.key, question, timeout: .seconds(2)) }
        }
    }
}
