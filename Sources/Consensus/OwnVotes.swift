internal import Identity
internal import Ledger

/// What this validator has signed, view by view: keeps S1 and S2.
struct OwnVotes: Sendable {
    private struct Ballot {
        var notarized: Digest?
        var finalized: Digest?
        var hasNullified = false
    }

    private var ballots: [UInt64: Ballot] = [:]
    /// No vote is cast at or below this view any more.
    private(set) var closedThrough: UInt64 = 0

    func notarized(in view: UInt64) -> Digest? { self.ballots[view]?.notarized }
    func finalized(in view: UInt64) -> Digest? { self.ballots[view]?.finalized }
    func hasNullified(_ view: UInt64) -> Bool { self.ballots[view]?.hasNullified ?? false }

    /// True where this validator signed the statement, or where it cannot know any more.
    func covers(_ statement: VoteStatement) -> Bool {
        guard statement.view > self.closedThrough else { return true }
        return switch statement.kind {
        case .notarize: self.notarized(in: statement.view) == statement.blockHash
        case .finalize: self.finalized(in: statement.view) == statement.blockHash
        case .nullify: self.hasNullified(statement.view)
        }
    }

    /// Views above the closed ones in which it voted, the newest first.
    var openViews: [UInt64] { self.ballots.keys.sorted(by: >) }

    /// Enters a vote; it must not contradict what was signed before.
    mutating func enter(_ statement: VoteStatement) throws(SafetyViolation) {
        let view = statement.view
        guard view > self.closedThrough else {
            throw .voteInClosedView(view: view, closedThrough: self.closedThrough)
        }
        var ballot = self.ballots[view] ?? Ballot()
        switch statement.kind {
        case .notarize:
            guard ballot.notarized == nil || ballot.notarized == statement.blockHash else {
                throw .secondNotarize(view: view)
            }
            ballot.notarized = statement.blockHash
        case .finalize:
            guard !ballot.hasNullified, ballot.notarized == statement.blockHash else {
                throw .finalizeAgainstOwnVote(view: view)
            }
            ballot.finalized = statement.blockHash
        case .nullify:
            guard ballot.finalized == nil else { throw .nullifyAgainstOwnVote(view: view) }
            ballot.hasNullified = true
        }
        self.ballots[view] = ballot
    }

    /// Forgets the views through `view`, in which no vote may be cast any more.
    mutating func close(through view: UInt64) {
        guard view > self.closedThrough else { return }
        self.closedThrough = view
        self.ballots = self.ballots.filter { $0.key > view }
    }
}
