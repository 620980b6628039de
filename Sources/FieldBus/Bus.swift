import DeviceProfiles
public import Metering
public import ModbusProtocol
import Platform

/// One Modbus bus: its port, its thread, its devices.
///
/// ``run()`` polls until its task is cancelled; everything else may be called from any task meanwhile and is served
/// between two frames, relay commands first.
public actor Bus {
    private nonisolated let current: Guarded<BusConfiguration>
    private let executor: ThreadExecutor
    nonisolated let observer: BusObserver
    private nonisolated let queue: CommandQueue
    private nonisolated let world: any BusWorld

    /// As the bus is read now.
    public nonisolated var configuration: BusConfiguration { self.current.withLock { $0 } }

    public nonisolated var unownedExecutor: UnownedSerialExecutor { self.executor.asUnownedSerialExecutor() }

    /// Checks the configuration; the port is opened by ``run()``.
    ///
    /// - Parameters:
    ///   - world: where the port is opened and what the time is; nil is this machine.
    ///   - onSample: takes every sample on the bus's thread, in place of ``samples``.
    ///   - onExchange: takes every exchange on the bus's thread.
    public init(
        configuration: BusConfiguration, world: (any BusWorld)? = nil,
        onSample: (@Sendable (DeviceSample) -> Void)? = nil, onExchange: (@Sendable (LineRecord) -> Void)? = nil
    ) throws(BusError) {
        try configuration.check()
        self.current = Guarded(configuration)
        let world = world ?? SystemWorld()
        self.world = world
        self.observer = BusObserver(configuration, world, onSample: onSample, onExchange: onExchange)
        do throws(SystemError) {
            self.queue = try CommandQueue(configuration.place)
        } catch {
            throw .cannotOpen(configuration.place, code: error.code)
        }
        self.executor = ThreadExecutor(name: "bus-\(configuration.name)")
    }

    /// What the sweeps read, one sample for each. Bounded: a reader that is too slow loses the oldest. One reader.
    public nonisolated var samples: AsyncStream<DeviceSample> { self.observer.samples }

    /// What changed on the bus. Bounded as ``samples``. One reader.
    public nonisolated var events: AsyncStream<BusEvent> { self.observer.events }

    /// Polls by schedule, opens a lost port again, carries out commands; returns after cancellation, and only once:
    /// streams are finished then, and every later call throws ``BusError/stopped(_:)``.
    public func run() async {
        let queue = self.queue
        await withTaskCancellationHandler {
            // Through `self`, so that the closure is the actor's and its blocking calls stay on the bus's thread.
            self.work()
        } onCancel: {
            queue.stop()
        }
    }

    private func work() {
        self.executor.checkIsolated()
        var loop = BusLoop(self.configuration, self.world, self.queue, self.observer)
        loop.run()
        while let next = self.queue.takeConfiguration(at: self.world.now) {
            self.current.withLock { $0 = next }
            self.observer.adopt(next)
            self.queue.replaced()
            loop = BusLoop(next, self.world, self.queue, self.observer, after: loop)
            loop.run()
        }
        self.queue.close()
        self.observer.finish()
    }

    /// Goes on with another configuration: between two turns the port is closed, and opened again as the new one says.
    ///
    /// Commands that wait are carried out then, relay commands still before. What was learned of units that stay, and
    /// questions whose answers may come late, are kept; samples and events go on in the same streams.
    ///
    /// Returns when the new configuration is in force; the bus must be running.
    ///
    /// - Throws: where the configuration could not work, or is that of a bus of another name; nothing changes then.
    public nonisolated func adopt(_ configuration: BusConfiguration) async throws(BusError) {
        try configuration.check()
        let current = self.configuration
        guard configuration.name == current.name else { throw .duplicateBus(configuration.place) }
        var next = configuration
        next.learnedMaps = configuration.learnedMaps ?? current.learnedMaps
        try await self.queue.replace(with: next)
    }

    /// Reads fields of a device's profile, ahead of polling.
    ///
    /// - Parameter fields: short names of the profile.
    /// - Throws: where nothing could be read; single absent fields are `.missing` in the sample.
    public nonisolated func read(device: String, fields: [String]) async throws(BusError) -> DeviceSample {
        let configuration = self.configuration
        let target = configuration.devices[try configuration.index(of: device)]
        if let unknown = fields.first(where: { target.profile.field(named: $0) == nil }) {
            throw .noSuchField(configuration.place(of: target), field: unknown)
        }
        guard case .sample(let sample) = try await self.queue.submit(.read(device: device, fields: fields)) else {
            throw .stopped(self.configuration.place)
        }
        return sample
    }

    /// Moves a contact that the profile declares, at the next frame boundary, and reads it back.
    ///
    /// A contact that is found elsewhere than asked for is no error here: the caller compares.
    public nonisolated func setRelay(device: String, channel: Int, closed: Bool) async throws(BusError)
        -> RelayReadBack
    {
        try await self.relay(device, channel) { .setRelay(device: $0, channel: channel, closed: closed) }
    }

    /// Reads where a contact is, at the next frame boundary.
    public nonisolated func readRelay(device: String, channel: Int) async throws(BusError) -> RelayReadBack {
        try await self.relay(device, channel) { .readRelay(device: $0, channel: channel) }
    }

    /// The longest that ``listen(nanoseconds:parameters:)`` takes.
    public static let longestListening: Int64 = 10_000_000_000

    /// Boundaries at `next` (monotonic nanoseconds) and every `period` nanoseconds from there: fields marked
    /// `atBoundary` are read as soon as possible after each.
    public nonisolated func setBoundaries(next: Int64, period: Int64) {
        self.queue.setBoundaries(next: next, period: period)
    }

    /// Reads the boundary fields of all devices now.
    public nonisolated func snapshotNow() { self.queue.requestSnapshot() }

    /// Somebody's command or question waits for the line.
    public nonisolated var hasWaitingCommands: Bool { self.queue.holdsAny }

    /// Counters of bus and devices.
    public nonisolated func statistics() -> BusStatistics { self.observer.statistics() }

    /// True where `path` leads to a pseudo-terminal: only there may a clock be scaled.
    public static func isPseudoTerminal(path: String) -> Bool { SerialPorts.isPseudoTerminal(path) }

    private nonisolated func relay(_ device: String, _ channel: Int, _ action: (String) -> BusCommand.Action)
        async throws(BusError) -> RelayReadBack
    {
        let configuration = self.configuration
        let index = try configuration.index(of: device)
        let place = configuration.place(of: configuration.devices[index])
        let driver = RelayDriver(index: index, device: configuration.devices[index], place: place)
        _ = try driver.channel(channel)
        guard case .relay(let readBack) = try await self.queue.submit(action(device)) else { throw .stopped(place) }
        return readBack
    }

    nonisolated func submit(_ action: BusCommand.Action) async throws(BusError) -> BusCommand.Answer {
        try await self.queue.submit(action)
    }
}
