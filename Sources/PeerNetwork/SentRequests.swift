import Identity

/// Our requests that wait for answers.
struct SentRequests {
    typealias Answer = Result<[UInt8], PeerNetworkError>

    private struct Entry {
        let peer: CurvePublicKey
        let timeout: Duration
        let continuation: CheckedContinuation<Answer, Never>
    }

    private var entries: [UInt64: Entry] = [:]
    private var counts: [CurvePublicKey: Int] = [:]
    private var lastID: UInt64 = 0

    mutating func nextID() -> UInt64 {
        self.lastID &+= 1
        return self.lastID
    }

    func count(at peer: CurvePublicKey) -> Int { self.counts[peer, default: 0] }

    func peer(of id: UInt64) -> CurvePublicKey? { self.entries[id]?.peer }

    func timeout(of id: UInt64) -> Duration? { self.entries[id]?.timeout }

    /// In the order in which they were sent.
    func ids(at peer: CurvePublicKey? = nil) -> [UInt64] {
        self.entries.filter { peer == nil || $0.value.peer == peer }.keys.sorted()
    }

    mutating func add(
        _ id: UInt64, to peer: CurvePublicKey, timeout: Duration, _ continuation: CheckedContinuation<Answer, Never>
    ) {
        self.entries[id] = Entry(peer: peer, timeout: timeout, continuation: continuation)
        self.counts[peer, default: 0] += 1
    }

    /// Forgets a request and resumes who waits for it.
    mutating func finish(_ id: UInt64, with answer: Answer) {
        guard let entry = self.entries.removeValue(forKey: id) else { return }
        let count = self.count(at: entry.peer) - 1
        self.counts[entry.peer] = count == 0 ? nil : count
        entry.continuation.resume(returning: answer)
    }
}
