internal import Contract
internal import Identity
internal import Ledger

/// Blocks that were built or checked here and are not final yet, each with the state after it.
struct Candidates: Sendable {
    struct Candidate: Sendable {
        let block: Block
        let state: ContractState
        let outcome: BlockOutcome
    }

    /// Enough for a chain of notarized blocks; older ones are executed again where they are wanted.
    private static let limit = 8

    private var byHash: [Digest: Candidate] = [:]
    private var order: [Digest] = []
    /// When the newest came, on the monotonic clock in nanoseconds.
    private(set) var newestSince: Int64 = 0

    subscript(hash: Digest) -> Candidate? { self.byHash[hash] }

    mutating func insert(_ candidate: Candidate, at now: Int64) {
        let hash = candidate.block.hash
        guard self.byHash.updateValue(candidate, forKey: hash) == nil else { return }
        self.order.append(hash)
        self.newestSince = now
        if self.order.count > Self.limit { self.byHash[self.order.removeFirst()] = nil }
    }

    /// Drops what cannot become final any more.
    mutating func prune(through height: UInt64) {
        self.order.removeAll { hash in
            guard let candidate = self.byHash[hash], candidate.block.header.height <= height else { return false }
            self.byHash[hash] = nil
            return true
        }
    }

    /// The newest block that holds transactions of the mempool, and so may soon take them out of it.
    var newest: Candidate? { self.order.last.flatMap { self.byHash[$0] } }
}
