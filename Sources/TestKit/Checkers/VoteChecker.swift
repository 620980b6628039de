internal import Consensus
internal import Identity
internal import Ledger

/// What one honest validator may sign, and what must be durable before it leaves: S1, S2, and the rules on holding.
///
/// It knows what left and what was written, and nothing of the validator's own books.
struct VoteChecker {
    private struct Ballot {
        var notarized: Digest?
        var finalized: Digest?
        var isNullified = false
    }

    private struct Proposed: Hashable {
        let hash: Digest
        let parent: Digest
        let parentView: UInt64
        let proposer: PrincipalID
    }

    private let name: String
    private var ballots: [ViewKey: Ballot] = [:]
    /// What the register held when its last sync returned.
    private var durableVotes: Set<VoteStatement> = []
    private var proposals: [ViewKey: [Proposed]] = [:]
    /// What this validator proposed.
    private var own: [ViewKey: Digest] = [:]
    private var notarized: [ViewKey: Digest] = [:]
    private var nullified: Set<ViewKey> = []
    /// Blocks that were the stored chain's last one while something was made durable; a disk may lose them again.
    private var tips: Set<Digest> = []

    init(name: String) { self.name = name }

    /// The register holds these for certain; `tip` is the last block of the stored chain.
    mutating func persisted(_ records: [ConsensusRecord], tip: Digest) {
        self.tips.insert(tip)
        for record in records {
            switch record {
            case .vote(let vote): self.durableVotes.insert(vote.statement)
            case .proposal(let proposal):
                let header = proposal.block.header
                self.proposals[ViewKey(header.epoch, header.view), default: []].append(
                    Proposed(
                        hash: proposal.hash, parent: header.parent, parentView: proposal.parentView,
                        proposer: header.proposer))
            case .certificate(let certificate): self.hold(certificate.statement)
            default: break
            }
        }
    }

    private mutating func hold(_ statement: VoteStatement) {
        switch statement.kind {
        case .notarize, .finalize: self.notarized[ViewKey(statement)] = statement.blockHash
        case .nullify: self.nullified.insert(ViewKey(statement))
        }
    }

    /// A vote of this validator leaves; `tip` is the last block of its stored chain.
    mutating func published(_ statement: VoteStatement, tip: ChainTip, leader: PrincipalID?) throws(Violation) {
        try self.checkOnce(statement)
        guard self.durableVotes.contains(statement) else {
            throw self.violation("DURABLE", "\(self.text(statement)) leaves before it is durable")
        }
        switch statement.kind {
        case .notarize: try self.checkNotarize(statement, tip: tip, leader: leader)
        case .finalize:
            guard self.notarized[ViewKey(statement)] == statement.blockHash else {
                throw self.violation("R4", "\(self.text(statement)) without a durable notarization")
            }
        case .nullify: break
        }
    }

    /// A proposal of this validator leaves.
    mutating func published(_ proposal: Proposal) throws(Violation) {
        let key = ViewKey(proposal.block.header.epoch, proposal.view)
        if let other = self.own[key], other != proposal.hash {
            throw self.violation("S1", "two proposals in view \(proposal.view) of epoch \(key.epoch)")
        }
        self.own[key] = proposal.hash
        guard self.proposals[key]?.contains(where: { $0.hash == proposal.hash }) == true else {
            throw self.violation("DURABLE", "the proposal of view \(proposal.view) leaves before it is durable")
        }
    }

    private mutating func checkOnce(_ statement: VoteStatement) throws(Violation) {
        let key = ViewKey(statement)
        var ballot = self.ballots[key] ?? Ballot()
        switch statement.kind {
        case .notarize:
            if let other = ballot.notarized, other != statement.blockHash {
                throw self.violation("S1", "\(self.text(statement)), and notarized another block there")
            }
            ballot.notarized = statement.blockHash
        case .finalize:
            guard !ballot.isNullified else {
                throw self.violation("S2", "\(self.text(statement)), and nullified the view")
            }
            guard ballot.notarized == statement.blockHash else {
                throw self.violation("R4", "\(self.text(statement)), which it did not notarize")
            }
            ballot.finalized = statement.blockHash
        case .nullify:
            guard ballot.finalized == nil else {
                throw self.violation("S2", "\(self.text(statement)), and finalized the view")
            }
            ballot.isNullified = true
        }
        self.ballots[key] = ballot
    }

    /// Rule 3: the body, the parent's certificate and a nullification of every view between are held, durably.
    private func checkNotarize(_ statement: VoteStatement, tip: ChainTip, leader: PrincipalID?) throws(Violation) {
        let key = ViewKey(statement)
        guard let proposed = self.proposals[key]?.first(where: { $0.hash == statement.blockHash }) else {
            throw self.violation("DURABLE", "\(self.text(statement)), whose body is not durable")
        }
        let base = tip.epoch == statement.epoch ? tip.view : 0
        guard proposed.proposer == leader else {
            throw self.violation("R3", "\(self.text(statement)), which is not the leader's")
        }
        let parentKey = ViewKey(statement.epoch, proposed.parentView)
        guard self.tips.contains(proposed.parent) || self.notarized[parentKey] == proposed.parent else {
            // The tip may have moved past the parent since.
            guard proposed.parentView < base else {
                throw self.violation("R3", "\(self.text(statement)) on a parent without a notarization")
            }
            return
        }
        let first = max(proposed.parentView, base) + 1
        guard first < statement.view else { return }
        for view in first..<statement.view where !self.nullified.contains(ViewKey(statement.epoch, view)) {
            throw self.violation("R3", "\(self.text(statement)) over view \(view), which is not nullified")
        }
    }

    /// The node is back; nothing that left may be missing from its register.
    func recovered(_ records: [ConsensusRecord], epoch: UInt64, tipView: UInt64) throws(Violation) {
        var held: Set<VoteStatement> = []
        for case .vote(let vote) in records { held.insert(vote.statement) }
        let keys = self.ballots.keys.filter { $0.epoch == epoch && $0.view > tipView }.sorted { $0.view < $1.view }
        for key in keys {
            let ballot = self.ballots[key] ?? Ballot()
            let statements = [
                ballot.notarized.map { VoteStatement(kind: .notarize, epoch: epoch, view: key.view, blockHash: $0) },
                ballot.finalized.map { VoteStatement(kind: .finalize, epoch: epoch, view: key.view, blockHash: $0) },
                ballot.isNullified
                    ? VoteStatement(kind: .nullify, epoch: epoch, view: key.view, blockHash: .zero) : nil,
            ]
            for case .some(let statement) in statements where !held.contains(statement) {
                throw self.violation("DURABLE", "\(self.text(statement)) is gone from the register")
            }
        }
    }

    private func text(_ statement: VoteStatement) -> String {
        "\(statement.kind) of epoch \(statement.epoch), view \(statement.view), "
            + "block \(statement.blockHash.hex.prefix(8))"
    }

    private func violation(_ check: String, _ text: String) -> Violation {
        Violation(check: check, text: "\(self.name): \(text)")
    }
}
