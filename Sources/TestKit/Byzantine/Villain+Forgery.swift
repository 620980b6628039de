internal import CanonicalCBOR
internal import Consensus
internal import Identity
internal import Ledger

/// Votes and certificates that nobody should believe.
extension Villain {
    mutating func forgeries(to peers: [Int], and followers: [Int]) -> [(Int, Parcel)] {
        guard let proposal = self.lastProposal else { return [] }
        let kind = self.chance.pick(VoteKind.allCases) ?? .finalize
        let statement = VoteStatement(
            kind: kind, epoch: proposal.block.header.epoch, view: proposal.view,
            blockHash: kind == .nullify ? .zero : proposal.hash)
        guard let certificate = self.certificate(for: statement) else { return [] }
        var sent: [(Int, Parcel)] = []
        if let peer = self.chance.pick(peers) { sent.append((peer, Parcel(.certificate(certificate)))) }
        if let peer = self.chance.pick(peers), let vote = self.vote(for: statement, by: self.chance.pick(self.others)) {
            sent.append((peer, Parcel(.vote(vote))))
        }
        if kind == .finalize, let other = self.chance.pick(peers + followers) {
            sent.append((other, Parcel(FinalizedRange(blocks: [proposal.block], certificate: certificate))))
        }
        return sent
    }

    /// A certificate with its own signature alone, with that signature many times, or under the names of others.
    private mutating func certificate(for statement: VoteStatement) -> Certificate? {
        let own = statement.signed(by: self.key, as: self.me, genesis: self.genesis)
        switch self.chance.below(3) {
        case 0: return Certificate(votes: [own])
        case 1: return Certificate(votes: Array(repeating: own, count: self.quorum))
        default:
            let forged = self.others.prefix(self.quorum - 1).compactMap { self.vote(for: statement, by: $0) }
            return Certificate(votes: forged + [own])
        }
    }

    /// A vote in somebody else's name with its own signature.
    private func vote(for statement: VoteStatement, by signer: PrincipalID?) -> Vote? {
        let own = statement.signed(by: self.key, as: self.me, genesis: self.genesis)
        guard let signer, case .array(var values) = own.cbor, values.count == 6 else { return nil }
        values[4] = .unsigned(UInt64(signer.number))
        guard var fields = try? CBORFields(.array(values), of: "vote") else { return nil }
        return try? Vote(&fields)
    }
}
