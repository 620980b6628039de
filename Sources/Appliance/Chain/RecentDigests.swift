import Identity

/// What was seen lately, so that nothing goes round in circles.
struct RecentDigests: Sendable {
    private let limit: Int
    private var known: Set<Digest> = []
    private var order: [Digest] = []
    private var oldest = 0

    init(limit: Int) { self.limit = limit }

    /// Takes note of it; false where it was known.
    mutating func insert(_ digest: Digest) -> Bool {
        guard self.known.insert(digest).inserted else { return false }
        if self.order.count < self.limit {
            self.order.append(digest)
        } else {
            self.known.remove(self.order[self.oldest])
            self.order[self.oldest] = digest
            self.oldest = (self.oldest + 1) % self.limit
        }
        return true
    }
}
