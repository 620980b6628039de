internal import Ledger
internal import Metering

/// Accounts and nodes by the time at which they are due: a binary heap.
///
/// Entries are hints: whoever takes one compares it with the record, so that a stale entry changes nothing and a queue
/// that was rebuilt from the records gives the same results.
struct Queue: Sendable {
    struct Item: Comparable, Sendable {
        let time: UTCTime
        let number: UInt32

        static func < (left: Item, right: Item) -> Bool { (left.time, left.number) < (right.time, right.number) }
    }

    private var heap = PagedArray<Item>()

    var first: Item? { self.heap.first }

    mutating func insert(_ number: UInt32, at time: UTCTime) {
        self.heap.append(Item(time: time, number: number))
        var index = self.heap.count - 1
        while index > 0, self.heap[index] < self.heap[(index - 1) / 2] {
            self.heap.swapAt(index, (index - 1) / 2)
            index = (index - 1) / 2
        }
    }

    mutating func removeFirst() {
        guard let last = self.heap.popLast(), !self.heap.isEmpty else { return }
        self.heap[0] = last
        var index = 0
        while true {
            var least = index
            for child in [2 * index + 1, 2 * index + 2] where child < self.heap.count {
                if self.heap[child] < self.heap[least] { least = child }
            }
            guard least != index else { return }
            self.heap.swapAt(index, least)
            index = least
        }
    }
}
