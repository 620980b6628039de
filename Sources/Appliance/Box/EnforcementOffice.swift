import Contract
import Enforcement
import FieldBus
import Foundation
import Ledger
import Logging
import Metering
import Platform
import Storage

/// What the relays of a box share: clocks, calendar, rate limit, journal and the way to the chain.
///
/// It and its relays have a thread of their own, so that nothing else that the box does keeps a relay waiting. A close asks
/// only the stores and the bus, which have theirs.
actor EnforcementOffice {
    nonisolated let executor = ThreadExecutor(name: "relays")
    nonisolated var unownedExecutor: UnownedSerialExecutor { self.executor.asUnownedSerialExecutor() }

    let chain: any ChainView
    let box: BoxStore
    let outbox: any EventOutbox
    let tagStore: TagStore
    let clock: ScaledClock
    let log: Logger
    private var meters: Int64
    /// Those that share this office, to tell one another of what happened on their lines.
    private var drivers: [RelayDriver] = []
    var limiter = TripRateLimiter()
    /// The trips that the limiter knows, by the real clock, so that a restart is no way around the limit.
    var trips: [RecordedTrip] = []
    /// False until the trips from before the start are known.
    var knowsTrips = false

    /// The box reads so many meters now.
    func watch(meters: Int) { self.meters = Int64(meters) }

    /// - Parameter meters: how many the box reads.
    init(
        chain: any ChainView, box: BoxStore, outbox: any EventOutbox, tags: TagStore, clock: ScaledClock, meters: Int,
        log: Logger
    ) {
        self.chain = chain
        self.box = box
        self.outbox = outbox
        self.tagStore = tags
        self.clock = clock
        self.meters = Int64(meters)
        self.log = log
    }

    func join(_ driver: RelayDriver) { self.drivers.append(driver) }

    /// Locks the trips of a line on which somebody else commands.
    func disturbed(bus: String, besides meter: MeterID? = nil, _ detail: String) {
        for driver in self.drivers where driver.wiring.bus.configuration.name == bus && driver.wiring.meter != meter {
            driver.post(.foreignWrite(detail: detail))
        }
    }

    nonisolated var moment: Moment {
        let now = MonotonicClock.nanoseconds
        return Moment(
            time: UTCTime(milliseconds: self.clock.milliseconds(atMonotonic: now)), monotonicNanoseconds: now)
    }

    /// The chain's time: that of the tip, and what the monotonic clock has counted since it came.
    func chainTime() async -> UTCTime {
        let (time, since) = await self.chain.tipClock()
        let elapsed = (MonotonicClock.nanoseconds - since) / 1_000_000
        return time.adding(milliseconds: elapsed * self.clock.scale)
    }

    /// The network's time; a simulated zone has its shared clock instead. Nil where the system's clock is not synchronised.
    nonisolated func networkTime() -> UTCTime? {
        guard self.clock.isSystem else { return UTCTime(milliseconds: self.clock.nowMilliseconds) }
        return SystemClock.isSynchronised ? UTCTime(milliseconds: RealtimeClock.nanoseconds / 1_000_000) : nil
    }

    nonisolated func hardwareTime() -> UTCTime? {
        guard self.clock.isSystem else { return nil }
        return SystemClock.hardwareSeconds.map { UTCTime(seconds: $0) }
    }

    /// The hours on the chain in which supplies may be disconnected; nil where they cannot be used, which is logged.
    nonisolated func calendar(_ state: ContractState) -> SwitchingCalendar? {
        let policy = state.policy
        let holidays = state.zone.holidays.compactMap { CivilDate(daysSinceEpoch: Int64($0)) }
        do throws(EnforcementError) {
            guard holidays.count == state.zone.holidays.count else {
                throw .badCalendar("it has holidays that are no dates")
            }
            return try SwitchingCalendar(
                weekdays: (0..<7).filter { policy.switchingWeekdays >> UInt8($0) & 1 == 1 }.map { Int64($0) + 1 },
                startMinute: Int64(policy.switchingStartMinute), endMinute: Int64(policy.switchingEndMinute),
                holidays: holidays, zoneOffsetMinutes: state.genesis.timeZoneOffsetMinutes)
        } catch {
            self.log.error("nothing is disconnected: \(error)")
            return nil
        }
    }

    /// The oldest of the collectors' watermarks; nil where one has not spoken.
    nonisolated func collectedThrough(_ state: ContractState) -> UTCTime? {
        let collectors = state.principals.indices.filter {
            state.principals[$0].roles.contains(.collector) && state.principals[$0].revokedAt == nil
        }
        let watermarks = collectors.map { number in
            state.collectors.first { $0.principal.number == UInt32(number) }?.through
        }
        return watermarks.contains { $0 == nil } ? nil : watermarks.compactMap { $0 }.min()
    }

    func pendingPayments(for account: AccountID) async -> Int64? {
        await self.chain.pendingPayments(for: account)
    }

    func recentTrips(besides meter: MeterID) -> RecentTrips? {
        guard self.knowsTrips else { return nil }
        return self.limiter.recentTrips(
            besidesMeter: meter.number, ofMeters: self.meters, atMonotonicNanoseconds: MonotonicClock.nanoseconds)
    }

    /// The limits of guard G9 and what they are held against, for people.
    var rate: RecentTrips? {
        guard self.knowsTrips else { return nil }
        return self.limiter.recentTrips(
            besidesMeter: .max, ofMeters: self.meters, atMonotonicNanoseconds: MonotonicClock.nanoseconds)
    }

    /// The tags in force on some places; nil where they cannot be read.
    func safetyTags(on places: [SafetyPlace]) async -> [SafetyTag]? {
        do {
            return try await self.tagStore.board().tags(on: places)
        } catch {
            self.log.error("safety tags cannot be read: nothing is switched, and no loss is told: \(error)")
            return nil
        }
    }
}
