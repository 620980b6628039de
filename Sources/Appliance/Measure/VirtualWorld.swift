import DeviceProfiles
import FieldBus
import Glibc
import Metering
import ModbusProtocol
import Platform
import Simulation

/// A bus's world of virtual time, with one simulated line in it: hours of traffic pass in seconds, and the same seed
/// gives the same bytes, the same moments and the same samples.
///
/// The machine's own slowness is part of it: a thread that waited wakes up a little too late, and each call takes time.
/// All of it happens on the bus's thread, which alone moves the clock.
final class VirtualWorld: BusWorld, AnswerMemory {
    /// What the machine adds, in nanoseconds.
    struct Machine: Hashable, Sendable {
        /// From the moment a thread waited for to its running.
        var wakeUp: Int64 = 60_000
        /// One call of the system.
        var call: Int64 = 4000
    }

    private struct State {
        var now: Int64
        var line: VirtualLine
        /// Bytes that lie in the port, unread.
        var pending: [UInt8] = []
        var isOpen = false
        var answers = RecentAnswers()
        /// What is to happen on the bus's thread at a moment, in the order of time.
        var actions: [(moment: Int64, run: @Sendable (Int64) -> Void)] = []
        var stop: (@Sendable () -> Void)?
    }

    /// Where the clock begins: not at 0, which stands for "at once" in waits.
    static let origin: Int64 = 1_000_000_000_000
    /// Chain time at the origin, unless the scene has another.
    private static let usualStart = UTCTime(milliseconds: 1_767_573_000_000)

    private let state: Guarded<State>
    private let end: Int64
    private let machine: Machine
    private let start: UTCTime

    /// - Parameters:
    ///   - name: of the scene's line; nil is the first.
    ///   - seconds: when the bus is stopped, in virtual time.
    init(
        _ scene: Scene, line name: String? = nil, _ profiles: ProfileCatalog, seconds: Int64,
        machine: Machine = Machine()
    ) throws {
        self.start = scene.start ?? Self.usualStart
        let line = try VirtualLine(
            line: name.flatMap { scene.line(named: $0) } ?? scene.lines[0], scene: scene, start: self.start,
            profiles: profiles)
        self.state = Guarded(State(now: Self.origin, line: line))
        self.end = Self.origin + seconds * 1_000_000_000
        self.machine = machine
    }

    /// Runs `bus` until the end of virtual time.
    func run(_ bus: Bus) async {
        let (gate, open) = AsyncStream.makeStream(of: Void.self)
        let task = Task {
            for await _ in gate { break }
            await bus.run()
        }
        self.state.withLock { $0.stop = { task.cancel() } }
        open.yield()
        await task.value
    }

    /// Chain time of a moment; both pass alike.
    func time(_ moment: Int64) -> UTCTime { self.start.adding(milliseconds: (moment - Self.origin) / 1_000_000) }

    var counters: VirtualLineCounters { self.state.withLock { $0.line.counters } }

    var beginning: Int64 { Self.origin }

    func served(unit: UInt8, from: Int64, to: Int64) -> [ServedAnswer] {
        self.state.withLock { state in
            state.answers.add(state.line.drainServed(), at: state.now)
            return state.answers.served(unit: unit, from: from, to: to)
        }
    }

    /// Calls `action` on the bus's thread as soon as `moment` has come; it gets the time and must not ask for it.
    func call(at moment: Int64, _ action: @escaping @Sendable (Int64) -> Void) {
        self.state.withLock { state in
            let place = state.actions.firstIndex { $0.moment > moment } ?? state.actions.count
            state.actions.insert((moment, action), at: place)
        }
    }

    // MARK: The world

    var now: Int64 { self.state.withLock { $0.now } }

    func sleep(until moment: Int64) {
        self.state.withLock { state in
            guard moment > state.now else { return }
            self.pass(&state, to: moment + self.machine.wakeUp)
        }
    }

    func wait(until moment: Int64, wake: EventDescriptor) {
        _ = self.state.withLock { self.await(&$0, until: moment, listensTo: wake) { _ in false } }
    }

    func open(_ configuration: BusConfiguration) throws(BusError) -> any BusPort {
        let isThere = self.state.withLock { state in
            self.pass(&state, to: state.now + self.machine.call)
            state.isOpen = state.line.isPlugged
            state.pending = []
            return state.isOpen
        }
        guard isThere, let parameters = configuration.transport.parameters else {
            throw .portMissing(BusPlace(bus: configuration.name, port: configuration.transport.name))
        }
        return VirtualPort(self, parameters)
    }

    func watch(_ configuration: BusConfiguration) -> any PortWatch { VirtualPortWatch(self) }

    var isPlugged: Bool { self.state.withLock { $0.line.isPlugged } }

    /// - Returns: true as soon as the adapter is plugged in.
    func awaitPlug(until moment: Int64, wake: EventDescriptor) -> Bool {
        self.state.withLock { self.await(&$0, until: moment, listensTo: wake) { $0.line.isPlugged } }
    }

    // MARK: The port

    func transmit(_ bytes: [UInt8], _ parameters: LineParameters) throws(PortFailure) {
        try self.state.withLock { state throws(PortFailure) in
            self.pass(&state, to: state.now + self.machine.call)
            guard state.isOpen else { throw .lost(code: EIO) }
            state.line.transmit(bytes, at: state.now, parameters: parameters)
        }
    }

    func listen(_ parameters: LineParameters) { self.state.withLock { $0.line.listen(with: parameters) } }

    func read() throws(PortFailure) -> [UInt8] {
        try self.state.withLock { state throws(PortFailure) in
            self.pass(&state, to: state.now + self.machine.call)
            guard state.isOpen else { throw .lost(code: EIO) }
            defer { state.pending = [] }
            return state.pending
        }
    }

    func awaitBytes(until deadline: Int64, wake: EventDescriptor?) throws(PortFailure) -> Bool {
        try self.state.withLock { state throws(PortFailure) in
            self.pass(&state, to: state.now + self.machine.call)
            let isThere = self.await(&state, until: deadline, listensTo: wake) { !$0.pending.isEmpty }
            guard state.isOpen else { throw .lost(code: EIO) }
            return isThere
        }
    }

    // MARK: Time

    /// Lets time pass until `condition` holds, a signal comes or `moment` is there.
    private func `await`(
        _ state: inout State, until moment: Int64, listensTo wake: EventDescriptor?, _ condition: (State) -> Bool
    ) -> Bool {
        let wasOpen = state.isOpen
        while !condition(state) {
            if wasOpen, !state.isOpen { return false }
            if let wake, wake.wait(nanoseconds: 0) { return false }
            let limit = min(moment, max(self.end, state.now))
            guard limit > state.now else { return false }
            let next = min(limit, state.line.nextMoment ?? limit, max(state.now, state.actions.first?.moment ?? limit))
            self.pass(&state, to: max(next, state.now))
            if state.now >= limit, !condition(state) {
                self.pass(&state, to: state.now + self.machine.wakeUp)
                return condition(state)
            }
            if condition(state) { self.pass(&state, to: state.now + self.machine.wakeUp) }
        }
        return true
    }

    private func pass(_ state: inout State, to moment: Int64) {
        let now = max(moment, state.now)
        state.now = now
        let heard = state.line.advance(to: now) { self.time($0) }
        if !state.line.isPlugged { state.isOpen = false }
        for piece in heard where state.isOpen { state.pending += piece.bytes }
        while let action = state.actions.first, action.moment <= now {
            state.actions.removeFirst()
            action.run(now)
        }
        if now >= self.end, let stop = state.stop {
            state.stop = nil
            stop()
        }
    }
}
