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
    /// When the proposal came, on the monotonic clock.
    private(set) var proposalHeldAt: Int64 = 0
    var progress = Progress.waiting
    private(set) var notarization: Certificate?
    private(set) var nullification: Certificate?
    private(set) var finalization: Certificate?
    /// The first vote of each signer, by kind.
    private var votes: [VoteKind: [PrincipalID: Vote]] = [:]

    /// The block that is notarized or final here.
    var certifiedHash: Digest? { (self.finalization ?? self.notarization)?.statement.blockHash }

    /// The certified proposal where its body is held.
    var certifiedProposal: Proposal? {
        guard let proposal, let certifiedHash, proposal.hash == certifiedHash else { return nil }
        return proposal
    }

    var hasCertificate: Bool {
        self.notarization != nil || self.nullification != nil || self.finalization != nil
    }

    var certificates: [Certificate] {
        [self.notarization, self.nullification, self.finalization].compactMap { $0 }
    }

    /// Somebody is at work in this view.
    var hasSigns: Bool { self.proposal != nil || !self.votes.isEmpty }

    func certificate(_ kind: VoteKind) -> Certificate? {
        switch kind {
        case .notarize: self.notarization
        case .nullify: self.nullification
        case .finalize: self.finalization
        }
    }

    func vote(_ kind: VoteKind, by signer: PrincipalID) -> Vote? { self.votes[kind]?[signer] }

    func voteCount(_ kind: VoteKind, for hash: Digest) -> Int {
        self.votes[kind]?.values.count { $0.statement.blockHash == hash } ?? 0
    }

    /// Who voted for a block, ascending.
    func voters(_ kind: VoteKind, for hash: Digest) -> [PrincipalID] {
        self.votes[kind]?.values.filter { $0.statement.blockHash == hash }.map(\.signer).sorted() ?? []
    }

    /// Everybody who voted here.
    var allVoters: Set<PrincipalID> { Set(self.votes.values.flatMap(\.keys)) }

    /// The block that most notarize votes are for, the smaller hash of equals.
    var favourite: Digest? {
        let hashes = Set(self.votes[.notarize]?.values.map(\.statement.blockHash) ?? [])
        return hashes.sorted { $0.bytes.lexicographicallyPrecedes($1.bytes) }
            .max { self.voteCount(.notarize, for: $0) < self.voteCount(.notarize, for: $1) }
    }

    /// Takes the leader's first proposal, or one that must be held in place of another; false for any other.
    ///
    /// - Parameter isNeeded: a certificate, or a certified block that stands on it, asks for this very block.
    mutating func take(_ proposal: Proposal, isNeeded: Bool = false, at now: Int64) -> Bool {
        if let held = self.proposal {
            guard held.hash != proposal.hash, isNeeded || proposal.hash == self.certifiedHash else { return false }
        }
        self.proposal = proposal
        self.proposalHeldAt = now
        self.progress = .waiting
        return true
    }

    /// What was held before a start counts from the start on: who knows what the monotonic clock showed then.
    mutating func hold(since start: Int64) { self.proposalHeldAt = start }

    /// Counts a vote unless its signer has cast one of its kind; a vote of the signer that contradicts it, or nil.
    mutating func count(_ vote: Vote) -> Vote? {
        let kind = vote.statement.kind
        if let first = self.votes[kind]?[vote.signer] { return first.statement == vote.statement ? nil : first }
        self.votes[kind, default: [:]][vote.signer] = vote
        switch kind {
        case .notarize: return nil
        case .nullify: return self.vote(.finalize, by: vote.signer)
        case .finalize: return self.vote(.nullify, by: vote.signer)
        }
    }

    /// A certificate that the votes make and that is not held yet.
    func newCertificate(quorum: Int) -> Certificate? {
        for kind in VoteKind.allCases where self.certificate(kind) == nil {
            guard let cast = self.votes[kind], cast.count >= quorum else { continue }
            var counts: [Digest: Int] = [:]
            for vote in cast.values { counts[vote.statement.blockHash, default: 0] += 1 }
            // Two quorums of one kind would need a double vote of each common member; only first votes count.
            guard let hash = counts.first(where: { $0.value >= quorum })?.key else { continue }
            return Certificate(votes: cast.values.filter { $0.statement.blockHash == hash })
        }
        return nil
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

    /// Lets go of votes, and of a body that nothing asks for, once the view is long over.
    mutating func trim(keepingBody: Bool) {
        self.votes = [:]
        if !keepingBody {
            self.proposal = nil
            self.progress = .waiting
        }
    }

    /// Nothing is left of this view.
    var isEmpty: Bool { self.proposal == nil && !self.hasCertificate && self.votes.isEmpty }
}
