import DeviceProfiles
import ModbusProtocol
import Platform

/// What the bus thread does from `run()` until it is stopped: keeps the port open, carries out commands, polls.
final class BusLoop {
    /// Waits between attempts to open a lost port, in nanoseconds; each is twice the one before.
    private static let firstReopenWait: Int64 = 50_000_000
    private static let longestReopenWait: Int64 = 2_000_000_000
    /// Between two attempts in any case, however often the port's name changes.
    private static let shortestReopenWait: Int64 = 5_000_000

    let configuration: BusConfiguration
    let world: any BusWorld
    let queue: CommandQueue
    let observer: BusObserver
    var scheduler: PollScheduler
    let readers: [DeviceReader]
    /// Modbus addresses of the devices.
    let units: [UInt8]
    /// When each device's pause is over, as far as the line itself is free.
    var pauseEnds: [Int64]
    var sweeps: [Sweep?]
    /// When a device that is not asked is told as missing again.
    var missingAgain: [Int64]
    var lastWasProbe = false
    var lastWasLoan = false
    /// Commands may be waiting in the queue.
    var hasCommands = true
    /// The last sweep that ended: its sample is made while the next request is on its way, not before.
    var ended: Sweep?
    private var discipline: LineDiscipline
    private let watch: any PortWatch
    private var reopenWait = BusLoop.firstReopenWait
    /// What people were told about the port last; nil since it worked.
    private var toldFailure: BusError?
    private var toldNotice: BusEvent.Kind?
    /// The last TCP connection came about and brought no answer at all.
    private var wasFruitless = false
    /// The port was open before.
    private var hasServed = false

    /// - Parameter previous: the loop that worked on the same bus with another configuration.
    init(
        _ configuration: BusConfiguration, _ world: any BusWorld, _ queue: CommandQueue, _ observer: BusObserver,
        after previous: BusLoop? = nil
    ) {
        self.configuration = configuration
        self.world = world
        self.queue = queue
        self.observer = observer
        self.watch = world.watch(configuration)
        self.scheduler = PollScheduler(
            devices: configuration.devices.map { device in
                device.polled.map { .init(periodNanoseconds: $0.periodNanoseconds, atBoundary: $0.atBoundary) }
            }, start: world.now)
        self.readers = configuration.devices.indices.map {
            DeviceReader(index: $0, configuration: configuration, observer: observer)
        }
        self.sweeps = configuration.devices.map { _ in nil }
        self.units = configuration.devices.map(\.unit)
        self.pauseEnds = configuration.devices.map { _ in .min }
        self.missingAgain = configuration.devices.map { _ in .min }
        let pauses = configuration.devices.map { ($0.unit, Int64($0.profile.pauseMilliseconds) * 1_000_000) }
        let discipline = LineDiscipline(
            timing: configuration.transport.timing(strictCharacters: configuration.strictCharacters),
            settings: configuration.settings, pauses: Dictionary(pauses) { max($0, $1) })
        self.discipline = previous.map { discipline.going(on: $0.discipline) } ?? discipline
        self.hasServed = previous.map { $0.hasServed && $0.configuration.transport == configuration.transport } ?? false
    }

    func run() {
        while !self.queue.isEnding {
            let failure: BusError
            self.watch.note()
            do throws(BusError) {
                failure = self.serve(try self.world.open(self.configuration))
            } catch {
                failure = error
            }
            guard !self.queue.isEnding else { break }
            if self.toldFailure != failure { self.observer.tell(.lost(failure), self.configuration.place) }
            self.toldFailure = failure
            let isBack = self.stayClosed(until: self.world.now + self.reopenWait, because: failure)
            self.reopenWait = isBack ? Self.firstReopenWait : min(2 * self.reopenWait, Self.longestReopenWait)
        }
        if self.queue.isStopping { self.abandonSweeps("the bus was stopped") }
    }

    /// Works on an open port until it is lost or the bus is stopped.
    private func serve(_ port: any BusPort) -> BusError {
        let opened = self.world.now
        self.discipline.reopened(at: opened)
        let line = Line(port, self.world, self.discipline, self.configuration, self.observer)
        line.meanwhile = { [unowned self] in self.publishEnded() }
        line.countedUntil = opened
        line.relays = WaitingRelays(wake: self.queue.wake, mayWait: { [unowned self] in self.queue.hasNews }) {
            [unowned self, unowned line] () throws(PortFailure) in
            while let command = self.queue.take(.relay) { try self.carryOut(command, line) }
        }
        self.observer.count { statistics in
            statistics.isOpen = true
            statistics.openings += 1
        }
        // A connection that opens and brings nothing, again and again, is one story and not many.
        if !self.wasFruitless { self.observer.tell(.opened, self.configuration.place) }
        if let notice = port.notice, notice != self.toldNotice { self.observer.tell(notice, self.configuration.place) }
        self.toldNotice = port.notice
        defer {
            self.publishEnded()
            self.discipline = line.discipline
            self.wasFruitless = !line.hasHeardAnswer && port.isSocket
            if !self.wasFruitless { (self.toldFailure, self.reopenWait) = (nil, Self.firstReopenWait) }
            self.observer.count { $0.isOpen = false }
        }
        do throws(PortFailure) {
            try self.listenFirst(line, from: opened)
            while !self.queue.isEnding { try self.turn(line) }
            // A relay waits for no port to be opened again.
            while !self.queue.isStopping, let command = self.queue.take(.relay) { try self.carryOut(command, line) }
            return .stopped(self.configuration.place)
        } catch {
            return BusError(error, self.configuration.place)
        }
    }

    /// A serial line is listened to before the first request: longer where it was not ours just before.
    private func listenFirst(_ line: Line, from opened: Int64) throws(PortFailure) {
        let settings = self.configuration.settings
        // Beside a clock that runs faster, a second on the line is minutes of readings.
        let isBrief = self.hasServed || self.configuration.simulatedOnly
        let duration = isBrief ? settings.listeningAgain : settings.listening
        self.hasServed = true
        do throws(Line.Failure) {
            try line.listenFirst(until: opened + duration, wake: self.queue.wake) { self.queue.isEnding }
        } catch {
            if case .port(let failure) = error { throw failure }
        }
    }

    /// No port: whatever is asked or due meanwhile is answered with the reason.
    ///
    /// - Returns: true where it ended early, because the port's name leads somewhere again.
    private func stayClosed(until deadline: Int64, because failure: BusError) -> Bool {
        let earliest = self.world.now + Self.shortestReopenWait
        // Whoever reads as fast as it goes is told of each device once for each attempt.
        var told: Set<Int> = []
        self.abandonSweeps(failure.description)
        while !self.queue.isEnding {
            self.queue.wake.drain()
            self.queue.failAll(failure)
            self.takeRequests()
            let now = self.world.now
            // Before serving: what is to be retried at the deadline is due again and again from then on.
            guard now < deadline else { return false }
            switch self.scheduler.next(at: now, ready: { told.contains($0) ? deadline : self.missingAgain[$0] }) {
            case .serve(let device):
                self.publishMissing(device, failure.description, at: now, retryAt: deadline)
                self.publishEnded()
                told.insert(device)
            case .wait(let until):
                guard self.watch.wait(until: min(deadline, until), wake: self.queue.wake) else { continue }
                self.world.sleep(until: earliest)
                return true
            }
        }
        return false
    }

    /// Boundaries and snapshots that were asked for.
    func takeRequests() {
        if let boundaries = self.queue.takeBoundaries() {
            self.scheduler.setBoundaries(next: boundaries.next, period: boundaries.period)
        }
        if self.queue.takeSnapshot() { self.scheduler.snapshot(at: self.world.now) }
    }

    private func abandonSweeps(_ reason: String) {
        for device in self.sweeps.indices {
            guard let sweep = self.sweeps[device] else { continue }
            let now = self.world.now
            sweep.abandon(reason, at: now)
            self.publish(sweep, retryAt: now + Self.longestReopenWait, isSilent: true)
        }
        self.publishEnded()
    }
}

extension BusError {
    init(_ failure: PortFailure, _ place: BusPlace) {
        self =
            switch failure {
            case .lost(let code): .portLost(place, code: code)
            case .notModbus(let failure): .notModbus(place, failure)
            }
    }
}
