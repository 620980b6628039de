/// Moments at which something is due, at most one for each action.
struct DeadlineQueue<Action: Hashable> {
    private struct Entry {
        let moment: Int64
        let serial: UInt64
    }

    private var entries: [Action: Entry] = [:]
    private var serial: UInt64 = 0

    /// The earliest moment; nil where nothing is due ever.
    var earliest: Int64? { self.entries.values.map(\.moment).min() }

    func contains(_ action: Action) -> Bool { self.entries[action] != nil }

    mutating func set(_ action: Action, at moment: Int64) {
        self.serial += 1
        self.entries[action] = Entry(moment: moment, serial: self.serial)
    }

    mutating func cancel(_ action: Action) { self.entries[action] = nil }

    mutating func removeAll() { self.entries = [:] }

    /// Takes out what is due at `now`, earliest first.
    mutating func takeDue(at now: Int64) -> [Action] {
        let due = self.entries.filter { $0.value.moment <= now }
            .sorted { ($0.value.moment, $0.value.serial) < ($1.value.moment, $1.value.serial) }
            .map(\.key)
        for action in due { self.entries[action] = nil }
        return due
    }
}
