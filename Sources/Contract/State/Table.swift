internal import Ledger

/// The records of one kind, in the order of their numbers, with what changed since the block began.
struct Table<Record: StateRecord>: Sendable {
    private(set) var rows = PagedArray<Record>()
    /// What the changed rows were before; nil for a new row.
    private var originals: [Int: Record?] = [:]

    var count: Int { self.rows.count }

    /// The number that the next record gets; nil where the numbers are used up.
    var nextNumber: UInt32? { UInt32(exactly: self.rows.count) }

    subscript(number: UInt32) -> Record? {
        Int(number) < self.rows.count ? self.rows[Int(number)] : nil
    }

    mutating func append(_ record: Record) {
        self.originals.updateValue(nil, forKey: self.rows.count)
        self.rows.append(record)
    }

    /// Changes a row; does nothing where there is none.
    mutating func change(_ number: UInt32, _ body: (inout Record) -> Void) {
        let index = Int(number)
        guard index < self.rows.count else { return }
        if self.originals[index] == nil { self.originals.updateValue(self.rows[index], forKey: index) }
        body(&self.rows[index])
    }

    mutating func replace(_ number: UInt32, with record: Record) { self.change(number) { $0 = record } }

    /// Entries of the rows that differ from what they were, ascending by number.
    var changedEntries: [StateEntry] {
        self.originals.keys.sorted().compactMap { index in
            guard let original = self.originals[index], original != self.rows[index] else { return nil }
            return self.rows[index].entry(number: UInt32(index))
        }
    }

    var entries: [StateEntry] { self.rows.enumerated().map { $0.element.entry(number: UInt32($0.offset)) } }

    mutating func keepChanges() { self.originals.removeAll(keepingCapacity: self.originals.count < 1024) }

    mutating func undoChanges() {
        let first = self.originals.filter { $0.value == nil }.keys.min() ?? self.rows.count
        self.rows.removeLast(self.rows.count - first)
        for (index, original) in self.originals {
            if let original, index < first { self.rows[index] = original }
        }
        self.originals = [:]
    }
}
