internal import Identity
internal import Ledger

/// What is known of one view.
struct ViewState: Sendable {
    /// How far a proposal is on its way to a notarize vote.
    enum Progress: Hashable {
        case waiting
        case checking
        case valid
        case invalid
    }

    private(set) var proposal: Proposal?
    var progress = Progress.waiting
    private(set) var notarization: Certificate?
    private(set) var nullification: Certificate?
    private(set) var finalization: Certificate?
    /// In the order of their arrival, one for each kind and signer.
    private var votes: [Vote] = []

    /// The block that is notarized or final here.
    var certifiedHash: Digest? { (self.finalization ?? self.notarization)?.statement.blockHash }

    /// The certified block where its body is held.
    var certifiedBlock: Block? {
        guard let proposal, let certifiedHash, proposal.hash == certifiedHash else { return nil }
        return proposal.block
    }

    var certificates: [Certificate] {
        [self.notarization, self.nullification, self.finalization].compactMap { $0 }
    }

    /// Somebody is at work in this view.
    var hasSigns: Bool { self.proposal != nil || !self.votes.isEmpty }

    func voteCount(_ kind: VoteKind, for hash: Digest) -> Int {
        self.votes.count { $0.statement.kind == kind && $0.statement.blockHash == hash }
    }

    /// Takes the leader's first proposal, or the one that is certified in place of another; false for any other.
    mutating func take(_ proposal: Proposal) -> Bool {
        if let held = self.proposal {
            guard held.hash != proposal.hash, let certifiedHash, proposal.hash == certifiedHash else { return false }
        }
        self.proposal = proposal
        self.progress = .waiting
        return true
    }

    /// Counts a vote; false where the signer has spoken before.
    mutating func count(_ vote: Vote) -> Bool {
        let kind = vote.statement.kind
        guard !self.votes.contains(where: { $0.signer == vote.signer && $0.statement.kind == kind }) else {
            return false
        }
        self.votes.append(vote)
        return true
    }

    /// A certificate that the votes make and that is not held yet.
    func newCertificate(quorum: Int) -> Certificate? {
        for kind in VoteKind.allCases where self.certificate(kind) == nil {
            for vote in self.votes where vote.statement.kind == kind {
                let agreeing = self.votes.filter { $0.statement == vote.statement }
                if agreeing.count >= quorum { return Certificate(votes: agreeing) }
            }
        }
        return nil
    }

    private func certificate(_ kind: VoteKind) -> Certificate? {
        switch kind {
        case .notarize: self.notarization
        case .nullify: self.nullification
        case .finalize: self.finalization
        }
    }

    /// Takes a verified certificate; false where one of its kind is held.
    mutating func hold(_ certificate: Certificate) throws(SafetyViolation) -> Bool {
        let statement = certificate.statement
        if statement.kind != .nullify, let certifiedHash, certifiedHash != statement.blockHash {
            throw .conflictingCertificates(view: statement.view)
        }
        guard self.certificate(statement.kind) == nil else { return false }
        switch statement.kind {
        case .notarize: self.notarization = certificate
        case .nullify: self.nullification = certificate
        case .finalize: self.finalization = certificate
        }
        guard self.finalization == nil || self.nullification == nil else {
            throw .finalizedAndNullified(view: statement.view)
        }
        return true
    }
}
