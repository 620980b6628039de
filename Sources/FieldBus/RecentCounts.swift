import ModbusProtocol

/// How exchanges ended lately, so that yesterday's trouble does not hide today's: six slots of ten minutes.
public struct RecentCounts: Hashable, Sendable {
    /// One sum of them.
    public struct Sum: Hashable, Sendable {
        public var transactions = 0
        public var timeouts = 0
        public var damagedAnswers = 0
        public var exceptions = 0
    }

    private struct Slot: Hashable, Sendable {
        var number: Int64 = .min
        var sum = Sum()
    }

    private static let slotNanoseconds: Int64 = 600_000_000_000
    /// Empty before the first exchange.
    private var slots: [Slot] = []

    mutating func add(_ tally: ExchangeTally) {
        if self.slots.isEmpty { self.slots = Array(repeating: Slot(), count: 6) }
        let number = tally.endNanoseconds / Self.slotNanoseconds
        let place = Int(number.magnitude % UInt64(self.slots.count))
        if self.slots[place].number != number { self.slots[place] = Slot(number: number) }
        self.slots[place].sum.add(tally)
    }

    /// The last fifty to sixty minutes before `now` (CLOCK_MONOTONIC, nanoseconds).
    public func sum(at now: Int64) -> Sum {
        let oldest = now / Self.slotNanoseconds - Int64(self.slots.count)
        return self.slots.reduce(into: Sum()) { sum, slot in
            if slot.number > oldest { sum.add(slot.sum) }
        }
    }
}

extension RecentCounts.Sum {
    mutating func add(_ tally: ExchangeTally) {
        self.transactions += 1
        if tally.exception != nil { self.exceptions += 1 }
        switch tally.outcome {
        case .answered, .collision, .crowded: break
        case .damaged: self.damagedAnswers += 1
        case .silent, .unreachable: self.timeouts += 1
        }
    }

    public mutating func add(_ other: RecentCounts.Sum) {
        self.transactions += other.transactions
        self.timeouts += other.timeouts
        self.damagedAnswers += other.damagedAnswers
        self.exceptions += other.exceptions
    }
}
