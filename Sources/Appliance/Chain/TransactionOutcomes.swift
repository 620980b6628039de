import Identity

/// What became of the transactions of the latest blocks.
struct TransactionOutcomes: Sendable {
    struct Outcome: Hashable, Sendable {
        let height: UInt64
        /// Why it changed nothing; nil where it did what it asked for.
        let failure: String?
    }

    private static let kept = 20_000
    private var byID: [Digest: Outcome] = [:]
    private var order: [Digest] = []
    private var first = 0

    subscript(id: Digest) -> Outcome? { self.byID[id] }

    mutating func record(_ id: Digest, _ outcome: Outcome) {
        self.byID[id] = outcome
        self.order.append(id)
        guard self.byID.count > Self.kept else { return }
        self.byID[self.order[self.first]] = nil
        self.first += 1
        // The forgotten front is dropped in one piece, so that each record costs the same on average.
        if self.first > Self.kept {
            self.order.removeFirst(self.first)
            self.first = 0
        }
    }
}
