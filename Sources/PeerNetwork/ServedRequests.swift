import Identity

/// Requests of peers that wait for our answers.
struct ServedRequests {
    struct Entry {
        let peer: CurvePublicKey
        /// libzmq's name of the connection, which the reply goes to.
        let routing: [UInt8]
        /// The peer's own number.
        let requestID: UInt64
    }

    private var entries: [UInt64: Entry] = [:]
    private var counts: [CurvePublicKey: Int] = [:]
    private var lastSerial: UInt64 = 0

    var serials: [UInt64] { self.entries.keys.sorted() }

    func count(of peer: CurvePublicKey) -> Int { self.counts[peer, default: 0] }

    mutating func add(_ entry: Entry) -> UInt64 {
        self.lastSerial += 1
        self.entries[self.lastSerial] = entry
        self.counts[entry.peer, default: 0] += 1
        return self.lastSerial
    }

    @discardableResult
    mutating func remove(_ serial: UInt64) -> Entry? {
        guard let entry = self.entries.removeValue(forKey: serial) else { return nil }
        let count = self.count(of: entry.peer) - 1
        self.counts[entry.peer] = count == 0 ? nil : count
        return entry
    }
}
