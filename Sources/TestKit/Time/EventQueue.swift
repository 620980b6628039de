/// What is to happen, soonest first; of one moment, in the order of its entering.
struct EventQueue<Event> {
    private struct Entry {
        let time: Int64
        let order: UInt64
        let event: Event

        func isBefore(_ other: Entry) -> Bool { (self.time, self.order) < (other.time, other.order) }
    }

    private var heap: [Entry] = []
    private var entered: UInt64 = 0

    var isEmpty: Bool { self.heap.isEmpty }
    var count: Int { self.heap.count }

    /// - Parameter time: virtual nanoseconds.
    mutating func add(_ event: Event, at time: Int64) {
        self.entered += 1
        self.heap.append(Entry(time: time, order: self.entered, event: event))
        var child = self.heap.count - 1
        while child > 0 {
            let parent = (child - 1) / 2
            guard self.heap[child].isBefore(self.heap[parent]) else { break }
            self.heap.swapAt(child, parent)
            child = parent
        }
    }

    mutating func takeFirst() -> (time: Int64, event: Event)? {
        guard let first = self.heap.first, let last = self.heap.popLast() else { return nil }
        if !self.heap.isEmpty {
            self.heap[0] = last
            self.sink()
        }
        return (first.time, first.event)
    }

    private mutating func sink() {
        var parent = 0
        while true {
            var least = parent
            for child in [2 * parent + 1, 2 * parent + 2] where child < self.heap.count {
                if self.heap[child].isBefore(self.heap[least]) { least = child }
            }
            guard least != parent else { return }
            self.heap.swapAt(least, parent)
            parent = least
        }
    }
}
