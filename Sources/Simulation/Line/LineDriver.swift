internal import Metering
internal import ModbusProtocol
internal import Platform

/// Drives a ``VirtualLine`` over a pseudo-terminal on the present thread, by CLOCK_MONOTONIC.
struct LineDriver {
    /// A client that says nothing for so long is taken for gone.
    private static let patience: Int64 = 3_000_000_000
    /// How much may be on its way to the devices, in nanoseconds of line time.
    private static let backlog: Int64 = 100_000_000

    typealias MovePort = @Sendable ((link: String, terminal: PseudoTerminal)?) throws(SimulationError) -> Void

    /// What to do after a step.
    private struct Turn {
        var heard: [HeardBytes]
        var events: [SimulationEvent]
        /// The link of the port; nil while it is pulled out.
        var link: String?
        var nextMoment: Int64
        /// End of what the client has handed over.
        var clientFree: Int64
    }

    private var terminal: PseudoTerminal
    private var isPlugged = true
    private var toldBaud: Int
    private var lastHeard: Int64
    private let machine: Guarded<VirtualLine>
    private let clock: ScaledClock
    private let wake: EventDescriptor
    private let emit: @Sendable (SimulationEvent) -> Void
    private let isStopped: @Sendable () -> Bool
    private let movePort: MovePort

    init(
        _ terminal: PseudoTerminal, _ machine: Guarded<VirtualLine>, clock: ScaledClock, wake: EventDescriptor,
        emit: @escaping @Sendable (SimulationEvent) -> Void, isStopped: @escaping @Sendable () -> Bool,
        movePort: @escaping MovePort
    ) {
        self.terminal = terminal
        self.machine = machine
        self.clock = clock
        self.wake = wake
        self.emit = emit
        self.isStopped = isStopped
        self.movePort = movePort
        self.toldBaud = machine.withLock { $0.line.baud }
        self.lastHeard = MonotonicClock.nanoseconds
    }

    /// Until the line is told to stop.
    mutating func run() throws(SimulationError) {
        var turn = try self.step([])
        while !self.isStopped() {
            // The client may hand over faster than the line carries: then its port fills up, as a real one does.
            let release = max(0, turn.clientFree) - Self.backlog
            let isFull = release > MonotonicClock.nanoseconds
            let deadline = min(turn.nextMoment, isFull ? release : .max, self.nextHousekeeping())
            let isListening = self.isPlugged && !isFull
            var bytes: [UInt8] = []
            do throws(SystemError) {
                if try self.terminal.waitReadable(wake: self.wake, until: deadline, listening: isListening) {
                    bytes = try self.terminal.read()
                    self.lastHeard = MonotonicClock.nanoseconds
                } else if MonotonicClock.nanoseconds - self.lastHeard > Self.patience {
                    self.terminal.endExclusive()
                }
            } catch {
                throw .portLost(error)
            }
            turn = try self.step(bytes)
        }
    }

    /// Lets time pass up to now, takes what the client has sent, and hands over what has reached it.
    private mutating func step(_ bytes: [UInt8]) throws(SimulationError) -> Turn {
        let found: LineParameters
        do throws(SystemError) { found = try self.terminal.parameters() } catch { throw .portLost(error) }
        let clock = self.clock
        let turn = self.machine.withLock { machine in
            let parameters = machine.parameters(found: found)
            machine.listen(with: parameters)
            let now = MonotonicClock.nanoseconds
            let heard = machine.advance(to: now) { UTCTime(milliseconds: clock.milliseconds(atMonotonic: $0)) }
            machine.transmit(bytes, at: now, parameters: parameters)
            if heard.isEmpty, bytes.isEmpty { machine.advanceScene(to: UTCTime(milliseconds: clock.nowMilliseconds)) }
            return Turn(
                heard: heard, events: machine.drainEvents(), link: machine.isPlugged ? machine.link : nil,
                nextMoment: machine.nextMoment ?? .max, clientFree: machine.clientFree)
        }
        do throws(SystemError) {
            for piece in turn.heard { try self.terminal.write(piece.bytes[...]) }
        } catch {
            throw .portLost(error)
        }
        if !bytes.isEmpty { self.tell(baud: found.baud) }
        try self.plug(turn.link)
        for event in turn.events { self.emit(event) }
        return turn
    }

    private mutating func tell(baud: Int) {
        defer { self.toldBaud = baud }
        let (isKnown, line) = self.machine.withLock { ($0.knows(baud: baud), $0.line) }
        guard !isKnown, baud != self.toldBaud else { return }
        self.emit(
            SimulationEvent(
                line: line.name, time: UTCTime(milliseconds: self.clock.nowMilliseconds),
                kind: .wrongBaud(found: baud, expected: line.baud)))
    }

    /// Pulls the port out, or puts it back on another device node.
    private mutating func plug(_ link: String?) throws(SimulationError) {
        guard self.isPlugged != (link != nil) else { return }
        self.isPlugged.toggle()
        if let link {
            try self.movePort((link, self.terminal))
        } else {
            try self.movePort(nil)
            // The new one is opened before the old one is gone, and so gets another number.
            do throws(SystemError) { self.terminal = try PseudoTerminal() } catch { throw .portLost(error) }
        }
    }

    /// When to look at the scene again although nobody asks: its next event, or a second from now.
    private func nextHousekeeping() -> Int64 {
        let latest = MonotonicClock.nanoseconds + 1_000_000_000
        guard let event = self.machine.withLock({ $0.nextSceneEvent }),
            event.milliseconds - self.clock.nowMilliseconds < 1000 * self.clock.scale
        else { return latest }
        return min(latest, self.clock.monotonic(atMilliseconds: event.milliseconds) + 1_000_000)
    }
}
