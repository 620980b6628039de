import Contract
import Ledger
import Metering
import Testing

@Suite struct ReadingTests {
    private static let first = Samples.start.adding(seconds: 900)

    @Test(
        arguments: [
            (.absolute, 1500, 500), (.substituted, 1500, 500), (.estimated, 1500, 500), (.reset, 40, 40),
            (.replaced, 77, 0), (.suspect, 500, 500),
        ] as [(ReadingExceptionKind, Int64, Int64)])
    func exceptionBooks(kind: ReadingExceptionKind, value: Int64, quantity: Int64) throws {
        var zone = try Zone()
        try zone.setUp(houses: 1)
        zone.read(Self.first, [10, nil], exceptions: [ReadingException(index: 1, kind: kind, value: value)])
        #expect(try zone.block(at: Self.first).failures == [])
        let register = zone.state.registers[1]
        #expect(register.uses.map(\.quantity) == [quantity])
        #expect(register.value == (kind == .suspect ? 1500 : value) && register.boundary == Self.first)
        // It goes on from there.
        zone.read(Self.first.adding(seconds: 900), [1, 5])
        #expect(try zone.block(after: 900).failures == [])
        #expect(zone.state.registers[1].uses.map(\.quantity) == [quantity + 5])
    }

    @Test(arguments: [(999_900, 50, 150), (4_294_967_200, 4, 100)] as [(Int64, Int64, Int64)])
    func rolloverPassesTheNearestEnd(last: Int64, now: Int64, quantity: Int64) throws {
        var zone = try Zone()
        try zone.setUp(houses: 1)
        zone.readAbsolute(Self.first, [2000, last])
        try zone.block(at: Self.first)
        let before = zone.state.registers[1].uses[0].quantity
        zone.read(
            Self.first.adding(seconds: 900), [1, nil],
            exceptions: [ReadingException(index: 1, kind: .rollover, value: now)])
        #expect(try zone.block(after: 900).failures == [])
        #expect(zone.state.registers[1].uses[0].quantity - before == quantity)
    }

    @Test func refusalsSayWhatToDo() throws {
        var zone = try Zone()
        try zone.setUp(houses: 1)
        let meter = MeterID(1)
        let second = Self.first.adding(seconds: 900)
        let cases: [(Readings, FailureReason)] = [
            (
                Readings(rosterVersion: 1, intervalEnd: Self.first, increments: [1, 1], exceptions: []),
                .rosterVersion(expected: 2, found: 1)
            ),
            (
                Readings(rosterVersion: 2, intervalEnd: Self.first, increments: [1], exceptions: []),
                .rosterLength(expected: 2, found: 1)
            ),
            (
                Readings(
                    rosterVersion: 2, intervalEnd: Self.first.adding(seconds: 1), increments: [1, 1], exceptions: []),
                .misalignedInterval(Self.first.adding(seconds: 1), seconds: 900)
            ),
            (
                Readings(rosterVersion: 2, intervalEnd: second, increments: [1, 1], exceptions: []),
                .inFuture(second, now: Self.first)
            ),
            (
                Readings(rosterVersion: 2, intervalEnd: Samples.start, increments: [nil, 1], exceptions: []),
                .needsAbsolute(position: 1, meter: meter, last: Samples.start)
            ),
            (
                Readings(
                    rosterVersion: 2, intervalEnd: Samples.start, increments: [1, nil],
                    exceptions: [ReadingException(index: 1, kind: .absolute, value: 5)]),
                .needsAbsolute(position: 0, meter: MeterID(0), last: Samples.start)
            ),
            (
                Readings(
                    rosterVersion: 2, intervalEnd: Samples.start, increments: [nil, nil],
                    exceptions: [ReadingException(index: 1, kind: .absolute, value: 5000)]),
                .alreadyRead(position: 1, meter: meter, last: Samples.start)
            ),
            (
                Readings(
                    rosterVersion: 2, intervalEnd: Self.first, increments: [1, nil],
                    exceptions: [ReadingException(index: 1, kind: .absolute, value: 5)]),
                .registerWentBack(position: 1, meter: meter, last: 1000, found: 5)
            ),
            (
                Readings(rosterVersion: 2, intervalEnd: Self.first, increments: [1, .max], exceptions: []),
                .valueOverflow(position: 1, meter: meter, limit: RegisterRecord.maximumValue)
            ),
            (
                Readings(
                    rosterVersion: 2, intervalEnd: Self.first, increments: [1, nil],
                    exceptions: [ReadingException(index: 1, kind: .rollover, value: 5)]),
                .implausibleRollover(position: 1, meter: meter, last: 1000)
            ),
        ]
        for (readings, _) in cases { zone.submit(.readings(readings), by: .box) }
        let before = zone.state.registers
        let events = try zone.block(at: Self.first)
        #expect(events.failures == cases.map(\.1))
        #expect(zone.state.registers == before)
        #expect(zone.state.nextSequence(of: Zone.id(.box)) == UInt64(cases.count) + 2)
        #expect(
            events.map(\.description).contains {
                $0.hasSuffix("(meter 1) was last read at 2026-01-04T18:30:00Z: send the register")
            })
    }

    @Test func boxReadsAndReportsItsOwnMetersOnly() throws {
        var zone = try Zone()
        try zone.setUp(houses: 1)
        zone.read(Self.first, [1, 1], by: .otherBox)
        zone.submit(
            .readings(Readings(rosterVersion: 2, intervalEnd: Self.first, increments: [1, 1], exceptions: [])),
            by: .collector)
        zone.submit(
            .meterEvent(
                MeterEvent(meter: MeterID(1), time: Samples.start, kind: .relayReadBack, value: 0, evidence: [])),
            by: .otherBox)
        #expect(
            try zone.block(at: Self.first).failures == [
                .rosterVersion(expected: 0, found: 0), .missingRole(needed: .box),
                .foreignMeter(MeterID(1), box: Zone.id(.box)),
            ])
    }

    @Test func relayReportsAreKept() throws {
        var zone = try Zone()
        try zone.setUp(houses: 1)
        for (kind, value) in [(.relayCommanded, 0), (.relayReadBack, 2), (.relayAlarm, 9), (.tamper, 4)]
            as [(MeterEventKind, Int64)]
        {
            zone.submit(
                .meterEvent(MeterEvent(meter: MeterID(1), time: Self.first, kind: kind, value: value, evidence: [1])),
                by: .box)
        }
        zone.submit(
            .meterEvent(MeterEvent(meter: MeterID(1), time: Self.first, kind: .relayReadBack, value: 3, evidence: [])),
            by: .box)
        let events = try zone.block(at: Self.first)
        #expect(events.failures == [.badRelayState(3)])
        let meter = zone.state.meters[1]
        #expect(meter.relay.commanded?.value == 0 && meter.relay.readBack?.value == 2 && meter.relay.alarm?.value == 9)
        #expect(meter.lastEvent?.kind == .tamper)
        #expect(events[1].description == "relay of M-1 read back unknown at 2026-01-04T18:45:00Z")
    }
}
