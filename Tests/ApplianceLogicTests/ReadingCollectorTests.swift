import Ledger
import Metering
import TestSupport
import Testing

@testable import Appliance

@Suite("Gathering an interval's readings") struct ReadingCollectorTests {
    private static let start = UTCTime(seconds: 1_767_573_000 / 900 * 900)

    private static func end(_ interval: Int) -> UTCTime { self.start.adding(seconds: Int64(interval) * 900) }

    private static func collector(_ baselines: [ReadingCollector.Baseline?]) -> ReadingCollector {
        ReadingCollector(
            rosterVersion: 3, intervalSeconds: 900, collectionSeconds: 300, baselines: baselines, start: self.start)
    }

    private static func sample(
        _ value: Int64, _ quality: Quality = .valid, _ splice: Splice? = nil
    ) -> ReadingCollector.Sample { .init(value: value, quality: quality, splice: splice) }

    @Test("a complete interval goes out at once, as increments on what the chain has")
    func complete() {
        var collector = Self.collector([.init(boundary: Self.start, value: 100), .init(boundary: Self.start, value: 7)])
        collector.add(Self.sample(130), at: Self.end(1), position: 0)
        #expect(collector.ready(now: Self.end(1)).isEmpty)
        collector.add(Self.sample(7), at: Self.end(1), position: 1)
        #expect(
            collector.ready(now: Self.end(1)) == [
                Readings(rosterVersion: 3, intervalEnd: Self.end(1), increments: [30, 0], exceptions: [])
            ])
        #expect(collector.ready(now: Self.end(1)).isEmpty)
    }

    @Test("a missing meter delays until the time for collecting is over, and no longer")
    func overdue() {
        var collector = Self.collector([.init(boundary: Self.start, value: 0), .init(boundary: Self.start, value: 0)])
        collector.add(Self.sample(5), at: Self.end(1), position: 0)
        #expect(collector.ready(now: Self.end(1).adding(seconds: 299)).isEmpty)
        let records = collector.ready(now: Self.end(1).adding(seconds: 300))
        #expect(records.map(\.intervals[0].increments) == [[5, nil]])
        #expect(records.flatMap(\.intervals[0].exceptions).isEmpty)
    }

    @Test("a first value and a value after a gap stand as absolute registers")
    func absolutes() {
        var collector = Self.collector([nil, .init(boundary: Self.start.adding(seconds: -1800), value: 50)])
        collector.add(Self.sample(1000), at: Self.end(1), position: 0)
        collector.add(Self.sample(80), at: Self.end(1), position: 1)
        let record = collector.ready(now: Self.end(1)).first
        #expect(record?.intervals[0].increments == [nil, nil])
        #expect(
            record?.intervals[0].exceptions == [
                ReadingException(index: 0, kind: .absolute, value: 1000),
                ReadingException(index: 1, kind: .absolute, value: 80),
            ])
    }

    @Test(
        "what is not plain says what it is",
        arguments: [
            (Quality.estimated, ReadingExceptionKind.estimated), (.substituted, .substituted), (.suspect, .absolute),
        ])
    func exceptions(_ quality: Quality, _ expected: ReadingExceptionKind) {
        var collector = Self.collector([.init(boundary: Self.start, value: 10)])
        collector.add(Self.sample(20, quality), at: Self.end(1), position: 0)
        let record = collector.ready(now: Self.end(1)).first
        #expect(record?.intervals[0].exceptions == [ReadingException(index: 0, kind: expected, value: 20)])
    }

    /// What the chain is told of a register's values at the ends of intervals, the break being before the first.
    private static func told(from baseline: Int64, _ splice: Splice, _ values: [Int64]) -> [ReadingException?] {
        var collector = Self.collector([.init(boundary: Self.start, value: baseline)])
        return values.enumerated().map { index, value in
            collector.add(
                Self.sample(value, .valid, index == 0 ? splice : nil), at: Self.end(index + 1), position: 0)
            return collector.ready(now: Self.end(index + 1)).first?.intervals[0].exceptions.first
        }
    }

    private static func entry(_ kind: ReadingExceptionKind, _ value: Int64) -> ReadingException {
        ReadingException(index: 0, kind: kind, value: value)
    }

    @Test("a cleared register: the end of the old run, then what the new one shows")
    func cleared() {
        let splice = Splice(kind: .reset, lastGood: 1100, origin: 0)
        #expect(
            Self.told(from: 1000, splice, [20, 50, 90]) == [
                Self.entry(.substituted, 1100), Self.entry(.reset, 50), nil,
            ])
        #expect(Self.told(from: 1100, splice, [20, 50]) == [Self.entry(.reset, 20), nil])
    }

    @Test("another meter: the end of the old one, where the new one begins, and its register")
    func anotherMeter() {
        let splice = Splice(kind: .replaced, lastGood: 1100, origin: 300)
        #expect(
            Self.told(from: 1000, splice, [320, 350, 390, 400]) == [
                Self.entry(.substituted, 1100), Self.entry(.replaced, 300), Self.entry(.absolute, 390), nil,
            ])
        #expect(Self.told(from: 1100, splice, [300, 350]) == [Self.entry(.replaced, 300), nil])
    }

    @Test("over the end: one entry where the chain knows the end, and the same energy where it does not")
    func overTheEnd() {
        let known = Splice(kind: .rollover, lastGood: 999_990, origin: 999_990 - 1_000_000)
        #expect(Self.told(from: 999_900, known, [30, 60]) == [Self.entry(.rollover, 30), nil])
        let odd = Splice(kind: .rollover, lastGood: 6_553_500, origin: 6_553_500 - 6_553_600)
        #expect(
            Self.told(from: 6_553_400, odd, [100, 300, 400]) == [
                Self.entry(.substituted, 6_553_600), Self.entry(.reset, 300), nil,
            ])
    }

    @Test("a break whose interval has gone out is told with the next one")
    func lateBreak() {
        var collector = Self.collector([.init(boundary: Self.start, value: 1000)])
        #expect(collector.ready(now: Self.end(1).adding(seconds: 300)).isEmpty)
        let splice = Splice(kind: .reset, lastGood: 1100, origin: 0)
        collector.add(Self.sample(20, .valid, splice), at: Self.end(1), position: 0)
        collector.add(Self.sample(50), at: Self.end(2), position: 0)
        #expect(collector.ready(now: Self.end(2)).first?.intervals[0].exceptions == [Self.entry(.substituted, 1100)])
        collector.add(Self.sample(90), at: Self.end(3), position: 0)
        #expect(collector.ready(now: Self.end(3)).first?.intervals[0].exceptions == [Self.entry(.reset, 90)])
    }

    @Test("a register that is back where it was before anybody was told goes on as if nothing had been")
    func healed() {
        let splice = Splice(kind: .reset, lastGood: 1100, origin: 0).then(
            Splice(kind: .reset, lastGood: 0, origin: 1100))
        var collector = Self.collector([.init(boundary: Self.start, value: 1000)])
        collector.add(Self.sample(1200, .valid, splice), at: Self.end(1), position: 0)
        #expect(collector.ready(now: Self.end(1)).map(\.intervals[0].increments) == [[200]])
    }

    @Test("what was told too much is waited for: nothing is booked until the register has counted it")
    func credit() {
        // Told up to 9010; back at 1050, of which 7960 are booked already.
        let splice = Splice(kind: .reset, lastGood: 9010, origin: 1050 + 7960)
        var collector = Self.collector([.init(boundary: Self.start, value: 9010)])
        var told: [Readings] = []
        for (index, value) in [1100, 5000, 9000, 9060, 9100].enumerated() {
            collector.add(
                Self.sample(Int64(value), .valid, index == 0 ? splice : nil), at: Self.end(index + 1), position: 0)
            told += collector.ready(now: Self.end(index + 1))
        }
        #expect(told.map { $0.intervals[0].increments[0] } == [0, 0, 0, nil, 40])
        #expect(told[3].intervals[0].exceptions == [Self.entry(.absolute, 9060)])
    }

    @Test("a register that fell without a reason books nothing")
    func fell() {
        var collector = Self.collector([.init(boundary: Self.start, value: 10)])
        collector.add(Self.sample(3), at: Self.end(1), position: 0)
        #expect(collector.ready(now: Self.end(1)).first?.intervals[0].exceptions == [Self.entry(.replaced, 3)])
    }

    @Test("days without a sample make no records")
    func idle() {
        var collector = Self.collector([.init(boundary: Self.start, value: 0)])
        let later = Self.end(96 * 30)
        #expect(collector.ready(now: later).isEmpty)
        collector.add(Self.sample(9), at: Self.end(96 * 30), position: 0)
        #expect(collector.ready(now: later).first?.intervals[0].exceptions.first?.value == 9)
    }

    @Test("whatever is missing, what goes out adds up to the register", arguments: 0..<40)
    func telescopes(_ seed: Int) {
        var generator = SeededGenerator(seed: UInt64(seed))
        var register: Int64 = 1000
        var collector = Self.collector([.init(boundary: Self.start, value: register)])
        var told = register
        for interval in 1...60 {
            register += Int64.random(in: 0...500, using: &generator)
            if Int.random(in: 0..<4, using: &generator) > 0 {
                collector.add(Self.sample(register), at: Self.end(interval), position: 0)
            }
            for record in collector.ready(now: Self.end(interval).adding(seconds: 300)) {
                if let increment = record.intervals[0].increments[0] { told += Int64(increment) }
                if let exception = record.intervals[0].exceptions.first { told = exception.value }
                #expect(told == register)
            }
        }
    }
}
