import Ledger
import Metering

/// A meter as it is: what flowed through it, and what its registers show.
struct TrueMeter {
    /// On the chain.
    let number: UInt32
    private(set) var registers: [Int64]
    /// What flowed since the registers were read for the first time, by register.
    private(set) var flowed: [Int64]
    /// Registers start again from zero here.
    let modulus: Int64
    var isOpen = false
    /// The last interval in which anything flows.
    var retiredAfter = Int.max
    /// The interval until which it answers nobody.
    var silentUntil = 0
    /// Values that the box knows, and whether they are of the interval before.
    private var known: [Int64]?
    private var isContinuous = false
    private var wasExchanged = false
    private var isExchanged = false

    init(number: UInt32, registers: [Int64], modulus: Int64 = 1_000_000_000_000) {
        self.number = number
        self.registers = registers
        self.flowed = registers.map { _ in 0 }
        self.modulus = modulus
    }

    /// An interval's flow, by register.
    mutating func count(_ flow: [Int64]) {
        for index in self.registers.indices {
            self.registers[index] = (self.registers[index] + flow[index]) % self.modulus
            self.flowed[index] += flow[index]
        }
    }

    /// Once, and not where its registers start again at their end.
    var canBeExchanged: Bool { !self.isExchanged && self.modulus > 100_000_000 }

    /// Another meter takes its place; gives what both showed.
    mutating func exchange(openings: [Int64]) -> [ExchangedRegister] {
        let exchanged = zip(self.registers, openings).map { ExchangedRegister(closing: $0, opening: $1) }
        self.registers = openings
        (self.wasExchanged, self.isExchanged) = (true, true)
        return exchanged
    }

    /// The first reading, from which on everything that flows is counted.
    mutating func firstReading() -> [ReportedValue] {
        self.known = self.registers
        self.isContinuous = true
        return self.registers.map { .exception(.absolute, $0) }
    }

    /// What the box reports of an interval.
    mutating func report(interval: Int, isDoubted: Bool, isSubstituted: Bool) -> [ReportedValue] {
        guard interval <= self.retiredAfter, let known = self.known else { return self.registers.map { _ in .missing } }
        guard interval >= self.silentUntil else { return self.substitute(known, isSubstituted) }
        defer { (self.known, self.isContinuous, self.wasExchanged) = (self.registers, true, false) }
        return self.registers.indices.map { index in
            let value = self.registers[index]
            if self.wasExchanged { return .exception(.replaced, value) }
            if value < known[index] { return .exception(.rollover, value) }
            guard self.isContinuous else { return .exception(.absolute, value) }
            return isDoubted ? .exception(.suspect, value - known[index]) : .increment(UInt64(value - known[index]))
        }
    }

    /// In place of what a silent meter would have said: half of what flowed, which a rule cannot know better.
    private mutating func substitute(_ known: [Int64], _ isSubstituted: Bool) -> [ReportedValue] {
        let canBe = !self.wasExchanged && zip(self.registers, known).allSatisfy { $0 >= $1 }
        guard isSubstituted, canBe else {
            self.isContinuous = false
            return self.registers.map { _ in .missing }
        }
        let values = zip(self.registers, known).map { $1 + ($0 - $1) / 2 }
        (self.known, self.isContinuous) = (values, true)
        return values.map { .exception(.substituted, $0) }
    }
}

/// One register's part of a box's readings.
enum ReportedValue {
    case missing
    case increment(UInt64)
    case exception(ReadingExceptionKind, Int64)
}

extension Readings {
    init(version: UInt32, end: UTCTime, _ values: [ReportedValue]) {
        self.init(
            rosterVersion: version, intervalEnd: end,
            increments: values.map { value in
                if case .increment(let increment) = value { increment } else { nil }
            },
            exceptions: values.enumerated().compactMap { index, value in
                guard case .exception(let kind, let content) = value else { return nil }
                return ReadingException(index: UInt32(index), kind: kind, value: content)
            })
    }
}
