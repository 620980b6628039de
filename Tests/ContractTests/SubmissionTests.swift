import Contract
import Ledger
import Metering
import TestSupport
import Testing

/// Readings of several intervals in one transaction.
@Suite struct SubmissionTests {
    private static func end(_ interval: Int) -> UTCTime { Samples.start.adding(seconds: Int64(interval) * 900) }

    private static func zone(intervals: UInt32 = 4, houses: Int = 2) throws -> Zone {
        var policy = Samples.policy
        policy.intervalsPerSubmission = intervals
        var zone = try Zone(policy: policy)
        try zone.setUp(houses: houses)
        return zone
    }

    /// All but the box's own count of transactions.
    private static func entries(_ zone: Zone) -> [StateEntry] {
        zone.state.entries().filter { $0.key != StateKey(.principal, Zone.id(.box).number) }
    }

    @Test(arguments: 1...12 as ClosedRange<UInt64>)
    func `intervals together make the same state as each by itself, or none of them is booked`(seed: UInt64) throws {
        var random = RandomIntervals(SeededGenerator(seed: seed))
        var (singly, together) = (try Self.zone(), try Self.zone())
        var (booked, refused) = (0, 0)
        for round in 0..<30 {
            let count = random.number(1...8)
            let first = random.firstEnd(in: together.state)
            let intervals = random.intervals(count, in: together.state)
            let time = max(together.state.time.adding(seconds: 1), first.adding(seconds: Int64(count - 1) * 900))
            together.read(from: first, intervals)
            let events = try together.block(at: time)
            var attempt = singly
            for (index, interval) in intervals.enumerated() {
                attempt.read(
                    first.adding(seconds: Int64(index) * 900), interval.increments, exceptions: interval.exceptions)
            }
            let single = try attempt.block(at: time)
            #expect(events.failures.isEmpty == single.failures.isEmpty, "round \(round)")
            if events.failures.isEmpty {
                #expect(Self.entries(together) == Self.entries(attempt), "round \(round)")
                #expect(events == single)
                singly = attempt
                booked += 1
            } else {
                // The block is as one without them.
                try singly.block(at: time)
                #expect(Self.entries(together) == Self.entries(singly), "round \(round)")
                refused += 1
            }
        }
        #expect(booked > 5 && refused > 2, "\(booked) booked, \(refused) refused")
    }

    @Test func `no interval comes in with others that would not come in by itself`() throws {
        var zone = try Self.zone(houses: 1)
        zone.read(from: Self.end(1), [[10, 10], [10, 10]])
        #expect(try zone.block(at: Self.end(2)).failures == [])
        let registers = zone.state.registers
        let cases: [(UTCTime, [[UInt64?]], FailureReason)] = [
            // Recorded already.
            (Self.end(2), [[1, 1], [1, 1]], .needsAbsolute(position: 0, meter: MeterID(0), last: Self.end(2))),
            // After an interval of which nothing was recorded.
            (Self.end(4), [[1, 1]], .needsAbsolute(position: 0, meter: MeterID(0), last: Self.end(2))),
            (
                Self.end(3), [[1, 1], [1, nil], [1, 1]],
                .needsAbsolute(position: 1, meter: MeterID(1), last: Self.end(3))
            ),
            // The last one has not ended.
            (
                Self.end(3), [[1, 1], [1, 1], [1, 1], [1, 1]],
                .inFuture(Self.end(6), now: Self.end(5).adding(seconds: 5))
            ),
            (Self.end(3), [[1], [1]], .rosterLength(expected: 2, found: 1)),
            (
                Self.end(3).adding(seconds: 60), [[1, 1]],
                .misalignedInterval(Self.end(3).adding(seconds: 60), seconds: 900)
            ),
            (
                Self.end(3), [[1, 1], [1, .max]],
                .valueOverflow(position: 1, meter: MeterID(1), limit: RegisterRecord.maximumValue)
            ),
        ]
        for (first, columns, _) in cases { zone.read(from: first, columns) }
        #expect(try zone.block(at: Self.end(5).adding(seconds: 5)).failures == cases.map(\.2))
        #expect(zone.state.registers.elementsEqual(registers))
    }

    @Test func `a value after a gap goes with others as it goes alone`() throws {
        var zone = try Self.zone(houses: 1)
        zone.submit(
            .readings(
                Readings(
                    rosterVersion: 2, firstEnd: Self.end(1),
                    intervals: [
                        IntervalReadings(increments: [10, 20], exceptions: []),
                        IntervalReadings(increments: [10, nil], exceptions: []),
                        IntervalReadings(
                            increments: [10, nil],
                            exceptions: [ReadingException(index: 1, kind: .absolute, value: 1060)]),
                        IntervalReadings(increments: [10, 5], exceptions: []),
                    ])), by: .box)
        let events = try zone.block(at: Self.end(4))
        #expect(events.failures == [] && events.kinds.filter { $0 == "readingsBooked" }.count == 4)
        let register = zone.state.registers[1]
        #expect(register.value == 1065 && register.boundary == Self.end(4) && register.uses.map(\.quantity) == [65])
        try zone.block(at: Self.end(4).adding(seconds: 900))
        let balance = zone.state.nodes[0].balance
        #expect(
            balance.taken == 2, "the two intervals in which all was plain; not those of the gap, nor the first reading")
    }

    @Test func `balances wait for the submission's end, and bills for that of the period's last submission`() throws {
        var zone = try Self.zone(intervals: 4)
        // Nothing was handed in yet: grace after the interval's own end would pause the balance of each.
        try zone.block(at: Self.end(3).adding(seconds: 890))
        #expect(zone.state.nodes[0].balance.paused == 1, "the first reading alone")
        zone.read(from: Self.end(1), Array(repeating: [2050, 1000, 1000], count: 4))
        try zone.block(at: Self.end(4).adding(seconds: 890))
        #expect(zone.state.nodes[0].balance.taken == 0 && zone.state.nodes[0].balance.pending.count == 4)
        try zone.block(at: Self.end(4).adding(seconds: 900))
        #expect(zone.state.nodes[0].balance.taken == 4 && zone.state.nodes[0].balance.paused == 1)
        // A period of three hours ends in the middle of a submission of two hours from local midnight on.
        zone = try Self.zone(intervals: 8)
        zone.read(from: Self.end(1), Array(repeating: [2050, 1000, 1000], count: 8))
        try zone.block(at: Self.end(8))
        try zone.block(at: Self.end(16).adding(seconds: 890))
        #expect(zone.state.bills.isEmpty)
        zone.read(from: Self.end(9), Array(repeating: [2050, 1000, 1000], count: 8))
        try zone.block(at: Self.end(16).adding(seconds: 900))
        #expect(zone.state.bills.map(\.quantity) == [12_000, 12_000] && zone.state.bills.allSatisfy(\.marks.isEmpty))
    }

    @Test func `a policy changes in the middle of a submission, and nothing is lost`() throws {
        var zone = try Self.zone(intervals: 4)
        zone.read(from: Self.end(1), Array(repeating: [2050, 1000, 1000], count: 2))
        var policy = Samples.policy
        zone.submit(.setPolicy(policy), by: .registrar)
        #expect(try zone.block(at: Self.end(2)).failures == [])
        try zone.block(at: Self.end(3))
        #expect(zone.state.nodes[0].balance.taken == 2)
        policy.intervalsPerSubmission = 4
        zone.submit(.setPolicy(policy), by: .registrar)
        // What was put together under the policy of before is still booked.
        zone.read(from: Self.end(3), Array(repeating: [2050, 1000, 1000], count: 5))
        #expect(try zone.block(at: Self.end(7)).failures == [])
        #expect(zone.state.registers[1].boundary == Self.end(7))
    }

    @Test(arguments: [0, 5, 7, 25, UInt32.max])
    func `intervals that do not divide a day make no policy`(intervals: UInt32) throws {
        var policy = Samples.policy
        policy.intervalsPerSubmission = intervals
        #expect(throws: ContractError.self) { _ = try Zone(policy: policy) }
        var zone = try Zone()
        zone.submitIfWellFormed(.setPolicy(policy), by: .registrar)
        let failures = try zone.block(after: 1).failures
        // Numbers out of range are no record at all.
        #expect(
            failures
                == (intervals == 5 || intervals == 7
                    ? [
                        .badPolicy(
                            "expected submissions that divide a day, found \(intervals) intervals of 900 s in a submission"
                        )
                    ] : []))
        #expect(zone.state.policy.intervalsPerSubmission == 1)
    }

    @Test func `what a meter counted after it was retired is refused among others too`() throws {
        var zone = try Self.zone(houses: 2)
        zone.submit(
            .amendMeter(AmendMeter(meter: MeterID(2), from: Self.end(1), fact: .retired)), by: .registrar)
        #expect(try zone.block(at: Self.end(1)).failures == [])
        let version = zone.state.roster(of: Zone.id(.box)).version
        #expect(version == 4)
        zone.read(from: Self.end(1), [[10, 10, 10], [10, 10, 10]])
        zone.read(from: Self.end(1), [[10, 10, 10], [10, 10, nil]])
        #expect(try zone.block(at: Self.end(2)).failures == [.meterRetired(MeterID(2), at: Self.end(1))])
        #expect(zone.state.registers[2].boundary == Self.end(1) && zone.state.registers[1].boundary == Self.end(2))
    }
}

extension Zone {
    /// Readings of the box's whole roster over intervals that follow one another.
    mutating func read(from first: UTCTime, _ intervals: [IntervalReadings]) {
        self.submit(
            .readings(
                Readings(
                    rosterVersion: self.state.roster(of: Self.id(.box)).version, firstEnd: first,
                    intervals: intervals)), by: .box)
    }

    mutating func read(from first: UTCTime, _ columns: [[UInt64?]]) {
        self.read(from: first, columns.map { IntervalReadings(increments: $0, exceptions: []) })
    }
}

/// Intervals as boxes report them, most of them as they can be booked.
private struct RandomIntervals {
    private var generator: SeededGenerator

    init(_ generator: SeededGenerator) { self.generator = generator }

    mutating func number(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &self.generator) }

    /// Mostly what comes next, now and then an interval that was recorded, or one after a gap.
    mutating func firstEnd(in state: ContractState) -> UTCTime {
        let last = state.registers.compactMap(\.boundary).max() ?? Samples.start
        return last.adding(seconds: Int64([1, 1, 1, 1, 1, 0, 2][self.number(0...6)]) * 900)
    }

    mutating func intervals(_ count: Int, in state: ContractState) -> [IntervalReadings] {
        var values = state.registers.map { $0.boundary == nil ? 1000 : $0.value }
        let last = state.registers.compactMap(\.boundary).max()
        var isContinuous = state.registers.map { $0.boundary == last }
        return (0..<count).map { _ in
            var interval = IntervalReadings(increments: [], exceptions: [])
            for place in values.indices {
                let increment = Int64(self.number(0...3000))
                values[place] += increment
                switch self.number(0...20) {
                case 0:
                    interval.increments.append(nil)
                    isContinuous[place] = false
                case 1:
                    interval.increments.append(nil)
                    interval.exceptions.append(
                        ReadingException(index: UInt32(place), kind: .substituted, value: values[place]))
                    isContinuous[place] = true
                case _ where isContinuous[place]: interval.increments.append(UInt64(increment))
                default:
                    interval.increments.append(nil)
                    interval.exceptions.append(
                        ReadingException(index: UInt32(place), kind: .absolute, value: values[place]))
                    isContinuous[place] = true
                }
            }
            return interval
        }
    }
}
