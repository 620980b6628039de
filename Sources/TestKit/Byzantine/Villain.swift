internal import Consensus
internal import Contract
internal import Identity
internal import Ledger
internal import Replica

/// A faulty validator: it runs the real code and says something else, or says more.
struct Villain {
    let me: PrincipalID
    let key: SigningKey
    let genesis: Digest
    let mischief: Mischief
    var chance: Chance
    /// Parcels that it saw, to send again; the oldest are forgotten at random.
    private var seen: [Parcel] = []
    /// The last one that it saw.
    private(set) var lastProposal: Proposal?
    let quorum: Int
    let others: [PrincipalID]
    /// What it signed of what it saw, to be sent.
    private var outgoing: [ConsensusMessage] = []

    private static let mostSeen = 64

    init(_ node: SimulatedNode, zone: SimulatedZone, plan: Plan, chance: Chance) {
        let number = node.validator ?? 0
        self.me = PrincipalID(UInt32(number))
        self.key = zone.key(of: self.me)
        self.genesis = zone.genesisHash
        self.mischief = node.mischief
        self.quorum = zone.state.validators.quorum
        self.others = zone.state.validators.members.map(\.id).filter { $0.number != UInt32(number) }
        self.chance = chance
    }

    func does(_ kind: Mischief) -> Bool { self.mischief.contains(kind) }

    mutating func saw(_ parcel: Parcel) {
        guard parcel.topic == .consensus else { return }
        if self.does(.replay) || self.does(.malform) {
            if self.seen.count < Self.mostSeen {
                self.seen.append(parcel)
            } else {
                self.seen[self.chance.below(Self.mostSeen)] = parcel
            }
        }
        guard case .consensus(let message) = parcel.content else { return }
        if self.does(.signEverything) { self.endorse(message) }
        if case .proposal(let proposal, _) = message { self.lastProposal = proposal }
    }

    /// Signs what it saw, and the opposite.
    private mutating func endorse(_ message: ConsensusMessage) {
        guard self.outgoing.count < 64 else { return }
        switch message {
        case .vote(let vote):
            guard vote.signer != self.me, self.chance.below(3) == 0 else { return }
            self.outgoing.append(self.signed(vote.statement))
            if self.chance.below(4) == 0 {
                let statement = vote.statement
                let other: VoteKind = statement.kind == .nullify ? .notarize : .nullify
                self.outgoing.append(
                    self.signed(
                        VoteStatement(
                            kind: other, epoch: statement.epoch, view: statement.view,
                            blockHash: other == .nullify ? .zero : .sha256([UInt8(self.chance.below(2))]))))
            }
        case .proposal(let proposal, _):
            for kind in [VoteKind.notarize, .finalize] {
                self.outgoing.append(
                    self.signed(
                        VoteStatement(
                            kind: kind, epoch: proposal.block.header.epoch, view: proposal.view,
                            blockHash: proposal.hash)))
            }
        default: break
        }
    }

    func signed(_ statement: VoteStatement) -> ConsensusMessage {
        .vote(statement.signed(by: self.key, as: self.me, genesis: self.genesis))
    }

    /// What it really sends where its consensus wants `message` published.
    mutating func speaks(_ message: ConsensusMessage, to peers: [Int], _ process: Process?) -> [(Int, Parcel)] {
        if self.does(.silent) { return [] }
        if self.keepsBack(message) { return [] }
        if case .proposal(let proposal, let justification) = message, proposal.block.header.proposer == self.me {
            if self.does(.equivocate), let other = self.otherProposal(proposal, process) {
                return self.tellTwoStories(proposal, other, justification, to: peers)
            }
            if self.does(.invalidBlocks), self.chance.below(3) > 0 {
                let bad = self.invalidProposal(proposal, process)
                return self.send(.proposal(bad, justification: justification), to: peers)
                    + self.send(self.notarize(bad), to: peers)
            }
        }
        return self.send(message, to: peers)
    }

    func notarize(_ proposal: Proposal) -> ConsensusMessage {
        self.signed(
            VoteStatement(
                kind: .notarize, epoch: proposal.block.header.epoch, view: proposal.view, blockHash: proposal.hash))
    }

    private mutating func keepsBack(_ message: ConsensusMessage) -> Bool {
        guard self.does(.withhold), case .vote(let vote) = message else { return false }
        // The same kind for whole stretches of views, so that views get stuck half-way.
        return Chance.mix(vote.statement.view / 3 &+ UInt64(vote.statement.kind.rawValue)) % 2 == 0
    }

    private mutating func send(_ message: ConsensusMessage, to peers: [Int]) -> [(Int, Parcel)] {
        let parcel = Parcel(message)
        let chosen = self.does(.select) ? peers.filter { _ in self.chance.below(2) == 0 } : peers
        return chosen.map { peer in
            let isMangled = self.does(.malform) && self.chance.below(4) == 0
            return (peer, isMangled ? Parcel(.consensus, Mangler.mangled(parcel.bytes, &self.chance)) : parcel)
        }
    }

    private mutating func tellTwoStories(
        _ one: Proposal, _ other: Proposal, _ justification: [Certificate], to peers: [Int]
    ) -> [(Int, Parcel)] {
        let first = peers.filter { _ in self.chance.below(2) == 0 }
        let second = self.chance.below(3) == 0 ? peers : peers.filter { !first.contains($0) }
        return self.send(.proposal(one, justification: justification), to: first)
            + self.send(self.notarize(one), to: first)
            + self.send(.proposal(other, justification: justification), to: second)
            + self.send(self.notarize(other), to: second)
    }

    /// What it does on its own, now and then.
    mutating func acts(to peers: [Int], and followers: [Int]) -> [(Int, Parcel)] {
        var sent = self.does(.forge) ? self.forgeries(to: peers, and: followers) : []
        if self.does(.usurp), let proposal = self.usurpation(), let peer = self.chance.pick(peers) {
            sent.append((peer, Parcel(.proposal(proposal, justification: []))))
            sent.append((peer, Parcel(self.notarize(proposal))))
        }
        let endorsed = self.outgoing
        self.outgoing = []
        for message in endorsed {
            let parcel = Parcel(message)
            for peer in peers where self.chance.below(2) == 0 { sent.append((peer, parcel)) }
        }
        if self.does(.replay), let old = self.chance.pick(self.seen), let peer = self.chance.pick(peers) {
            sent.append((peer, old))
        }
        if self.does(.malform), let old = self.chance.pick(self.seen), let peer = self.chance.pick(peers) {
            sent.append((peer, Parcel(.consensus, Mangler.mangled(old.bytes, &self.chance))))
        }
        if self.does(.signEverything), let peer = self.chance.pick(peers) {
            sent.append((peer, Parcel(self.oddVote())))
        }
        return sent
    }

    /// A vote at the end of some range.
    private mutating func oddVote() -> ConsensusMessage {
        let views: [UInt64] = [0, 1, .max, .max - 1, 1 << 62, UInt64(self.chance.below(200))]
        return self.signed(
            VoteStatement(
                kind: self.chance.pick(VoteKind.allCases) ?? .nullify, epoch: self.chance.pick([0, 1, 2, .max]) ?? 1,
                view: self.chance.pick(views) ?? 0, blockHash: .sha256([1])))
    }
}
