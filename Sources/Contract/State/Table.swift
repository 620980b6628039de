internal import Ledger

/// The records of one kind, in the order of their numbers, with what changed since the block began.
struct Table<Record: StateRecord>: Sendable {
    private(set) var rows = PagedArray<Record>()
    /// For each row whether it is among the originals.
    private var isChanged = PagedArray<Bool>()
    /// What rows were before the block changed them, in the order of their changes.
    private var originals: [(index: Int, record: Record)] = []
    /// Rows from here on are new since the block began.
    private var firstNew = 0

    var count: Int { self.rows.count }

    /// The number that the next record gets; nil where the numbers are used up.
    var nextNumber: UInt32? { UInt32(exactly: self.rows.count) }

    subscript(number: UInt32) -> Record? {
        Int(number) < self.rows.count ? self.rows[Int(number)] : nil
    }

    mutating func append(_ record: Record) {
        self.rows.append(record)
        self.isChanged.append(false)
    }

    /// Changes a row; does nothing where there is none.
    mutating func change(_ number: UInt32, _ body: (inout Record) -> Void) {
        let index = Int(number)
        guard index < self.rows.count else { return }
        // A row that this block made has nothing to go back to.
        if index < self.firstNew, !self.isChanged[index] {
            self.isChanged[index] = true
            self.originals.append((index, self.rows[index]))
        }
        body(&self.rows[index])
    }

    mutating func replace(_ number: UInt32, with record: Record) { self.change(number) { $0 = record } }

    /// Entries of the rows that differ from what they were, ascending by number.
    var changedEntries: [StateEntry] {
        let places = self.originals.indices.sorted { self.originals[$0].index < self.originals[$1].index }
        let changed = places.compactMap { place in
            let (index, original) = self.originals[place]
            return original == self.rows[index] ? nil : self.entry(index)
        }
        return changed + (self.firstNew..<self.rows.count).map(self.entry)
    }

    var entries: [StateEntry] { self.rows.indices.map(self.entry) }

    private func entry(_ index: Int) -> StateEntry { self.rows[index].entry(number: UInt32(index)) }

    mutating func keepChanges() {
        for (index, _) in self.originals { self.isChanged[index] = false }
        self.originals.removeAll(keepingCapacity: self.originals.count < 1024)
        self.firstNew = self.rows.count
    }

    mutating func undoChanges() {
        self.rows.removeLast(self.rows.count - self.firstNew)
        self.isChanged.removeLast(self.isChanged.count - self.firstNew)
        for (index, record) in self.originals { self.rows[index] = record }
        self.keepChanges()
    }
}
