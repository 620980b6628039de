import Contract
import Enforcement
import FieldBus
import Foundation
import Identity
import Ledger
import Logging
import Metering
import Platform
import Readout
import Storage

/// The box's work on its own lines: polls, makes readings of samples, watches the meters, and drives the relays.
actor BoxService {
    private nonisolated let inForce: Guarded<BusPlan>
    let buses: [String: Bus]
    /// The same lines as those who only want readings see them, whatever they speak.
    let sources: [String: any ReadingSource]
    let node: ChainNode
    let outbox: OutboxSubmitter
    let office: EnforcementOffice
    let clock: ScaledClock
    let log: Logger
    /// Nil where nothing is watched for losses.
    let losses: LossFeed?
    private(set) var points: [MeterPoint] = []
    private var collector: ReadingCollector?
    private var memories = MemoryBook()
    /// Records that are not in the outbox yet.
    private var unsent: [Readings] = []
    /// Serial numbers that are not in the store yet, by label.
    private var unstoredSerials: [String: String] = [:]
    /// Days of registers that are not in the store yet, by the register's name.
    private var unstoredDays: [String: [UInt8]] = [:]
    /// A register may have more to remember than what is stored.
    private var mayRemember = false
    private var isSending = false
    private var isAdopting = false
    private var startsAgain = false
    private var rosterVersion: UInt32?
    private(set) var intervalSeconds: Int64 = 900
    /// The meters' clocks show the zone's time.
    private(set) var clockOffsetMinutes: Int64 = 0
    private(set) var drivers: [RelayDriver] = []
    private var driverTasks: [Task<Void, Never>] = []
    private(set) var busStates: [String: String] = [:]
    private var silent: Set<String> = []
    var latest = LatestReadings()
    /// When each meter's ratios are looked at, by label.
    var ratioKeepers: [String: RatioKeeper] = [:]
    /// The serial number that each device told last, by bus and device, also of those on no roster.
    var toldSerials: [String: [String: String]] = [:]

    /// How the lines are read now.
    nonisolated var plan: BusPlan { self.inForce.withLock { $0 } }

    init(
        plan: BusPlan, buses: [String: Bus], node: ChainNode, outbox: OutboxSubmitter, office: EnforcementOffice,
        clock: ScaledClock, losses: LossFeed?, log: Logger
    ) {
        self.inForce = Guarded(plan)
        self.buses = buses
        self.sources = buses
        self.node = node
        self.outbox = outbox
        self.office = office
        self.clock = clock
        self.losses = losses
        self.log = log
    }

    /// Runs until cancelled.
    func run() async throws {
        await self.office.recallTrips()
        defer { self.driverTasks.forEach { $0.cancel() } }
        let heights = await self.node.heights()
        await self.follow(await self.node.snapshot())
        await withTaskGroup(of: Void.self) { group in
            for (name, source) in self.sources {
                group.addTask { await source.run() }
                group.addTask { for await sample in source.samples { await self.take(sample, from: name) } }
                group.addTask { await source.notices { await self.take($0, from: name) } }
            }
            group.addTask { await self.collectInTime() }
            group.addTask { await self.keepClocks() }
            group.addTask { await self.keepRatios() }
            group.addTask { for await _ in heights { await self.follow(await self.node.snapshot()) } }
            group.addTask { for await _ in self.outbox.refusedReadings { await self.startAgain() } }
            await group.waitForAll()
        }
    }

    /// What was queued is not what the chain has: the registers go on from the chain, so that nothing is lost.
    private func startAgain() async {
        self.startsAgain = true
        await self.follow(await self.node.snapshot())
    }

    /// Takes over what the newest final state says of the box's meters and orders.
    private func follow(_ state: ContractState) async {
        if let principal = await self.node.principal, !self.isAdopting,
            self.startsAgain || state.roster(of: principal).version != self.rosterVersion
        {
            do {
                try await self.adopt(state.roster(of: principal), state)
            } catch {
                self.log.error("the roster cannot be read: \(error)")
            }
        }
        for driver in self.drivers { await driver.chainAdvanced(state) }
    }

    private func adopt(_ roster: Roster, _ state: ContractState) async throws {
        (self.isAdopting, self.startsAgain) = (true, false)
        defer { self.isAdopting = false }
        self.intervalSeconds = Int64(state.genesis.intervalSeconds)
        self.clockOffsetMinutes = state.genesis.timeZoneOffsetMinutes
        // Nothing is sent meanwhile, so what is stored stays as it is read here.
        var (queued, serials, days): ([Readings], [String: String], [String: [DayValue]])
        repeat {
            queued = try await self.outbox.queuedReadings()
            serials = try await self.rememberedSerials()
            days = try await self.rememberedDays()
            self.memories = try await self.rememberedRegisters()
        } while self.isSending
        self.rosterVersion = roster.version
        self.unsent = []
        serials.merge(self.unstoredSerials) { $1 }
        let baselines = Self.baselines(roster, state, queued)
        // A reload that comes meanwhile makes its own points of its plan.
        self.points = try self.plan.meterPoints(
            roster, state, baselines: baselines, serials: serials, memories: self.memories, days: days)
        let now = UTCTime(milliseconds: self.clock.nowMilliseconds)
        self.collector = ReadingCollector(
            rosterVersion: roster.version, intervalSeconds: Int64(state.genesis.intervalSeconds),
            collectionSeconds: self.plan.configuration.collectionSeconds, baselines: baselines,
            going: self.memories.positions(of: self.points, baselines), start: now)
        await self.setBoundaries(Int64(state.genesis.intervalSeconds), now)
        try await self.startDrivers(state)
        guard !roster.positions.isEmpty else { return }
        self.log.info(
            "reads \(self.points.count) of the \(Set(roster.positions.map(\.meter)).count) meters on its roster")
    }

    // MARK: Another configuration

    /// Takes over what can be changed while the service runs; the chain, the relays and the other buses go on meanwhile.
    ///
    /// - Parameters:
    ///   - plan: the configuration that is to be in force, and its profiles.
    ///   - lines: what each bus that changes is to be.
    func adopt(_ plan: BusPlan, lines: [BusConfiguration]) async throws {
        for line in lines {
            // A command that is under way is carried out to its end before its line is touched.
            for driver in self.drivers where driver.wiring.bus.configuration.name == line.name { await driver.rest() }
            try await self.buses[line.name]?.adopt(line)
        }
        let before = self.plan
        self.inForce.withLock { $0 = plan }
        self.collector?.collectionSeconds = plan.configuration.collectionSeconds
        while self.isAdopting { try? await Task.sleep(for: .milliseconds(10)) }
        guard self.rosterVersion != nil, let principal = await self.node.principal else { return }
        let state = await self.node.snapshot()
        do {
            try await self.takePoints(of: state.roster(of: principal), state, before)
        } catch {
            // The next block makes the points of all meters.
            self.startsAgain = true
            self.log.error("the registers of meters that are new here cannot be read back: \(error)")
        }
    }

    /// Points of meters that are read as before go on; the others begin where the chain is.
    private func takePoints(of roster: Roster, _ state: ContractState, _ before: BusPlan) async throws {
        self.isAdopting = true
        defer { self.isAdopting = false }
        // A roster that is newer makes its own points.
        guard roster.version == self.rosterVersion else { return self.startsAgain = true }
        while self.isSending { try? await Task.sleep(for: .milliseconds(10)) }
        let queued = try await self.outbox.queuedReadings() + self.unsent
        let serials = try await self.rememberedSerials().merging(self.unstoredSerials) { $1 }
        let (days, memories) = (try await self.rememberedDays(), try await self.rememberedRegisters())
        let fresh = try self.plan.meterPoints(
            roster, state, baselines: Self.baselines(roster, state, queued), serials: serials, memories: memories,
            days: days)
        self.points = fresh.map { point in
            guard self.plan.reads(point.device, on: point.bus, as: before) else { return point }
            return self.points.first { $0.bus == point.bus && $0.device == point.device } ?? point
        }
    }

    private static func baselines(
        _ roster: Roster, _ state: ContractState, _ queued: [Readings]
    ) -> [ReadingCollector.Baseline?] {
        roster.positions.enumerated().map { index, position in
            let register = state.registers[Int(position.register)]
            return ReadingCollector.Baseline(
                register.boundary.map { .init(boundary: $0, value: register.value) }, at: index, after: queued,
                of: roster.version, intervalSeconds: Int64(state.genesis.intervalSeconds))
        }
    }

    private func setBoundaries(_ intervalSeconds: Int64, _ now: UTCTime) async {
        let next = now.floored(toMultipleOf: intervalSeconds).adding(seconds: intervalSeconds)
        let period = intervalSeconds * 1_000_000_000 / self.clock.scale
        for source in self.sources.values {
            source.setBoundaries(next: self.clock.monotonic(atMilliseconds: next.milliseconds), period: period)
        }
    }

    func point(bus: String, device: String) -> Int? {
        self.points.firstIndex { $0.bus == bus && $0.device == device }
    }

    /// The meter of the roster that is read there.
    func meterPoint(bus: String, device: String) -> MeterPoint? {
        self.point(bus: bus, device: device).map { self.points[$0] }
    }

    /// Lets the meter's point take a sample; nil where no meter of the roster is read there.
    func change<Result>(_ bus: String, _ device: String, _ body: (inout MeterPoint) -> Result) -> Result? {
        self.point(bus: bus, device: device).map { body(&self.points[$0]) }
    }

    /// Takes what came of a sample of a point.
    func collect(_ taken: MeterPoint.Taken, of label: String, newSerial: String?) async {
        if let newSerial { self.unstoredSerials[label] = newSerial }
        for (channel, _) in taken.days {
            self.unstoredDays[MemoryBook.key(label, channel)] = channel.history.encoded
        }
        self.mayRemember =
            self.mayRemember || !taken.findings.isEmpty || !taken.days.isEmpty || newSerial != nil
        for output in taken.outputs {
            self.collector?.add(output.sample, at: output.boundary, position: output.position)
        }
        await self.sendReady()
    }

    /// Queues the intervals that are complete or overdue, with what the registers must remember beside them.
    private func sendReady() async {
        guard !self.isAdopting else { return }
        self.unsent += self.collector?.ready(now: UTCTime(milliseconds: self.clock.nowMilliseconds)) ?? []
        guard !self.isSending, let collector = self.collector, self.mayRemember || !self.unsent.isEmpty else { return }
        let memories = MemoryBook.memories(of: self.points, in: collector)
        let changes = self.memories.changes(to: memories, withReadings: !self.unsent.isEmpty)
        self.mayRemember = false
        guard
            !self.unsent.isEmpty || !changes.isEmpty || !self.unstoredSerials.isEmpty || !self.unstoredDays.isEmpty
        else { return }
        let (batch, serials, days) = (self.unsent, self.unstoredSerials, self.unstoredDays)
        (self.unsent, self.unstoredSerials, self.unstoredDays, self.isSending) = ([], [:], [:], true)
        defer { self.isSending = false }
        do {
            try await self.outbox.enqueue(
                batch.map { .readings($0) },
                setting: self.values(changes) + self.values(serials: serials) + self.values(days: days))
            self.memories.wrote(changes)
        } catch {
            // They go with the next ones.
            self.unsent = batch + self.unsent
            self.unstoredSerials.merge(serials) { newer, _ in newer }
            self.unstoredDays.merge(days) { newer, _ in newer }
            self.mayRemember = true
            self.log.critical("\(batch.count) intervals of readings cannot be stored; trying again: \(error)")
        }
    }

    /// Sends what is overdue though no sample comes.
    private func collectInTime() async {
        var ticks = 0
        while !Task.isCancelled {
            try? await Task.sleep(for: .milliseconds(250))
            ticks += 1
            // A minute.
            if ticks.isMultiple(of: 240) { self.mayRemember = true }
            await self.sendReady()
        }
    }

    // MARK: Events

    private func take(_ notice: SourceNotice, from bus: String) async {
        switch notice.kind {
        case .opened:
            self.busStates[bus] = "open"
            self.log.info("\(notice)")
        case .lost:
            self.busStates[bus] = notice.reason ?? notice.description
            self.log.error("\(notice)")
        case .deviceSilent: await self.communication(isLost: true, notice, bus)
        case .deviceRecovered: await self.communication(isLost: false, notice, bus)
        case .foreignWrite:
            self.log.error("\(notice)")
            await self.office.disturbed(bus: bus, notice.description)
        case .other: self.log.notice("\(notice)")
        }
    }

    private func communication(isLost: Bool, _ notice: SourceNotice, _ bus: String) async {
        self.log.warning("\(notice)")
        guard let point = self.points.first(where: { $0.bus == bus && $0.device == notice.device }),
            isLost ? self.silent.insert(point.label).inserted : self.silent.remove(point.label) != nil
        else { return }
        await self.report(
            MeterEvent(
                meter: point.meter, time: UTCTime(milliseconds: self.clock.nowMilliseconds),
                kind: isLost ? .communicationLost : .communicationRegained, value: 0, evidence: []), of: point)
    }

    /// Puts an event into the outbox; false where it cannot be stored.
    @discardableResult
    func report(_ event: MeterEvent, of point: MeterPoint) async -> Bool {
        do {
            try await self.outbox.enqueue(.meterEvent(event))
            return true
        } catch {
            self.log.critical("an event of \(point.label) cannot be stored: \(error)")
            return false
        }
    }

    func isSilent(_ label: String) -> Bool { self.silent.contains(label) }

    func lastAnswer(bus: String, device: String) -> Int64? {
        self.point(bus: bus, device: device).flatMap { self.points[$0].lastAnswer }
    }

    func start(_ driver: RelayDriver, powerLost: Bool) {
        self.drivers.append(driver)
        self.driverTasks.append(Task { await driver.run(powerLost: powerLost) })
    }
}
