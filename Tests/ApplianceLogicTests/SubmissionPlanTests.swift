import Identity
import Ledger
import Metering
import Storage
import TestSupport
import Testing

@testable import Appliance
@testable import Contract

/// Local midnight in India, at which hourly submissions begin: half an hour off the hours of UTC.
private let midnight = UTCTime(seconds: 1_767_551_400)

@Suite("Handing in an hour's readings together") struct SubmissionPlanTests {
    private static func end(_ interval: Int) -> UTCTime { midnight.adding(seconds: Int64(interval) * 900) }

    private static func readings(_ interval: Int, _ increments: [UInt64?] = [5, 7], version: UInt32 = 2) -> Readings {
        Readings(rosterVersion: version, intervalEnd: Self.end(interval), increments: increments, exceptions: [])
    }

    private static func item(_ id: Int64, _ body: TransactionBody, sequence: UInt64? = nil) -> OutboxItem {
        OutboxItem(id: id, body: body, queuedAt: midnight, sequence: sequence)
    }

    private static func items(_ intervals: [Int]) -> [OutboxItem] {
        intervals.map { Self.item(Int64($0), .readings(Self.readings($0))) }
    }

    private static let event = TransactionBody.meterEvent(
        MeterEvent(meter: MeterID(1), time: midnight, kind: .relayReadBack, value: 0, evidence: []))

    private static func plan(
        _ now: UTCTime, intervals: UInt32 = 4, alone: Set<Int64> = [], roster: Roster = roster(2, [nil, nil])
    ) -> SubmissionPlan {
        var policy = Policy.standard
        policy.intervalsPerSubmission = intervals
        let genesis = Genesis(
            zone: "zone", timeZoneName: "Asia/Kolkata", timeZoneOffsetMinutes: 330, intervalSeconds: 900,
            isDemonstration: false, time: midnight, principals: [], policy: policy)
        return SubmissionPlan(
            schedule: SubmissionSchedule(genesis: genesis, policy: policy), roster: roster, now: now,
            collectionSeconds: 300, alone: alone)
    }

    /// - Parameter retired: when each position's meter was retired.
    private static func roster(_ version: UInt32, _ retired: [UTCTime?]) -> Roster {
        var state = Roster()
        state.version = version
        state.positions = retired.enumerated().map { place, time in
            RosterPosition(
                meter: MeterID(UInt32(place)), channel: .activeEnergyImport, register: UInt32(place), retiredAt: time)
        }
        return state
    }

    private func intervals(_ submission: Submission?) -> [UTCTime] {
        guard case .readings(let readings) = submission?.body else { return [] }
        return readings.intervals.indices.map { readings.end(of: $0, intervalSeconds: 900) }
    }

    @Test("intervals wait until the fourth is there, and go together")
    func fourth() {
        for count in 1...3 {
            #expect(Self.plan(Self.end(count)).next(Self.items(Array(1...count))) == nil, "\(count)")
        }
        let submission = Self.plan(Self.end(4)).next(Self.items([1, 2, 3, 4]))
        #expect(submission?.items == [1, 2, 3, 4] && submission?.sequence == nil)
        #expect(self.intervals(submission) == [1, 2, 3, 4].map(Self.end))
        // With a policy of one, each goes by itself, at once.
        let single = Self.plan(Self.end(1), intervals: 1).next(Self.items([1, 2]))
        #expect(single?.items == [1])
    }

    @Test("an hour that lacks its end goes when the time for collecting is over, or when the next hour's are there")
    func partial() {
        let items = Self.items([1, 2, 3])
        #expect(Self.plan(Self.end(4).adding(seconds: 300)).next(items) == nil)
        #expect(Self.plan(Self.end(4).adding(seconds: 315)).next(items)?.items == [1, 2, 3])
        // A clock that was set back keeps nothing waiting for ever.
        #expect(Self.plan(Self.end(1)).next(Self.items([1, 2, 3, 5]))?.items == [1, 2, 3])
        // Two sides of a gap are two transactions.
        #expect(Self.plan(Self.end(4)).next(Self.items([1, 3, 4]))?.items == [1])
        #expect(Self.plan(Self.end(4)).next(Self.items([3, 4]))?.items == [3, 4])
    }

    @Test("days without a link go out hour by hour, aligned to the local day")
    func backlog() {
        var items = Self.items(Array(2...13))
        var hours: [[Int64]] = []
        while let next = Self.plan(Self.end(200)).next(items) {
            hours.append(next.items)
            items.removeAll { next.items.contains($0.id) }
        }
        #expect(hours == [[2, 3, 4], [5, 6, 7, 8], [9, 10, 11, 12], [13]])
    }

    @Test("events go past readings that wait, and not past those whose time has come")
    func events() {
        let waiting = Self.items([1, 2]) + [Self.item(3, Self.event)]
        #expect(Self.plan(Self.end(2)).next(waiting)?.items == [3])
        let between = Self.items([1, 2]) + [Self.item(9, Self.event)] + Self.items([3, 4])
        #expect(Self.plan(Self.end(4)).next(between)?.items == [1, 2, 3, 4])
    }

    @Test("what was submitted stays together, whatever the policy becomes and whatever joins the outbox")
    func submitted() {
        let items =
            [1, 2].map { Self.item(Int64($0), .readings(Self.readings($0)), sequence: 7) } + Self.items([3, 4])
        for intervals in [1, 4] as [UInt32] {
            let submission = Self.plan(Self.end(4), intervals: intervals).next(items)
            #expect(submission?.items == [1, 2] && submission?.sequence == 7)
        }
    }

    @Test("a policy that changes in the middle takes what waits along")
    func policyChange() {
        let items = Self.items([1, 2])
        #expect(Self.plan(Self.end(2), intervals: 4).next(items) == nil)
        #expect(Self.plan(Self.end(2), intervals: 2).next(items)?.items == [1, 2])
        #expect(Self.plan(Self.end(2), intervals: 1).next(items)?.items == [1])
    }

    @Test("intervals that were refused together go by themselves")
    func alone() {
        let items = Self.items([1, 2, 3, 4])
        #expect(Self.plan(Self.end(4), alone: [1, 2, 3, 4]).next(items)?.items == [1])
        #expect(Self.plan(Self.end(4), alone: [1]).next(Array(items.dropFirst()))?.items == [2, 3, 4])
    }

    @Test("readings of an earlier roster go out over the one of now, without what came after a retirement")
    func roster() {
        let old = [1, 2].map { Self.item(Int64($0), .readings(Self.readings($0, [5, 7], version: 2))) }
        let new = Self.item(3, .readings(Self.readings(3, [5, nil, 9], version: 4)))
        let roster = Self.roster(4, [nil, Self.end(1), nil])
        let plan = Self.plan(Self.end(4).adding(seconds: 400), roster: roster)
        let submission = plan.next(old + [new])
        #expect(
            submission?.body
                == .readings(
                    Readings(
                        rosterVersion: 4, firstEnd: Self.end(1),
                        intervals: [[5, 7, nil], [5, nil, nil], [5, nil, 9]].map {
                            IntervalReadings(increments: $0, exceptions: [])
                        })))
        // What was signed before the roster grew is the same submission; another value is not.
        guard let submission else { return }
        func signed(_ increments: [UInt64?]...) -> TransactionBody {
            .readings(
                Readings(
                    rosterVersion: 3, firstEnd: Self.end(1),
                    intervals: increments.map { IntervalReadings(increments: $0, exceptions: []) }))
        }
        #expect(plan.isSame(signed([5, 7, nil], [5, 7, nil], [5, nil, 9]), as: submission))
        #expect(!plan.isSame(signed([5, 7, nil], [6, 7, nil], [5, nil, 9]), as: submission))
        #expect(!plan.isSame(signed([5, 7, nil], [5, 7, nil]), as: submission))
        #expect(!plan.isSame(Self.event, as: submission))
    }

    @Test("no more intervals go together than a transaction holds")
    func size() throws {
        let increments = [UInt64?](repeating: .max, count: 2000)
        let items = (1...4).map { Self.item(Int64($0), .readings(Self.readings($0, increments, version: 2000))) }
        let roster = Self.roster(2000, Array(repeating: nil, count: 2000))
        let submission = try #require(Self.plan(Self.end(4), roster: roster).next(items))
        #expect(submission.items == [1, 2, 3])
        let key = try SigningKey(seed: Array(repeating: 1, count: 32))
        let transaction = Transaction(
            sender: PrincipalID(.max), sequence: .max, expires: UTCTime(seconds: 4_000_000_000), body: submission.body)
        #expect(transaction.signed(by: key, genesis: .zero).isWellFormed)
    }

    @Test("a box that starts again goes on from what waits, and counts nothing twice that the chain has already")
    func restart() {
        #expect(self.baseline(nil, []) == nil)
        let register = ReadingCollector.Baseline(boundary: Self.end(1), value: 1005)
        // The first is booked, and not out of the outbox yet.
        let queued = [1, 2, 3].map { Self.readings($0) }
        #expect(self.baseline(register, queued) == .init(boundary: Self.end(3), value: 1015))
        // Of an earlier roster, and together.
        let together = queued[1].joined(with: queued[2], intervalSeconds: 900)
        #expect(self.baseline(register, together.map { [$0] } ?? [], 4) == .init(boundary: Self.end(3), value: 1015))
        let absolute = Readings(
            rosterVersion: 2, intervalEnd: Self.end(4), increments: [nil, 7],
            exceptions: [ReadingException(index: 0, kind: .absolute, value: 2000)])
        #expect(self.baseline(register, queued + [absolute]) == .init(boundary: Self.end(4), value: 2000))
        // A meter that joined after what waits.
        #expect(self.baseline(register, queued, position: 2) == .init(boundary: Self.end(1), value: 1005))
    }

    private func baseline(
        _ booked: ReadingCollector.Baseline?, _ queued: [Readings], _ version: UInt32 = 2, position: Int = 0
    ) -> ReadingCollector.Baseline? {
        .init(booked, at: position, after: queued, of: version, intervalSeconds: 900)
    }
}
