internal import DeviceProfiles
internal import Metering
internal import ModbusProtocol
internal import Platform

/// An RS-485 line with its devices behind a pseudo-terminal, on a thread of its own.
final class SimulatedLine: Sendable {
    /// A client that says nothing for so long is taken for gone.
    private static let patience: Int64 = 3_000_000_000

    /// How much may be on its way to the devices, in nanoseconds of line time.
    private static let backlog: Int64 = 100_000_000

    let line: Scene.Line
    let port: SimulatedPort

    private let terminal: PseudoTerminal
    private let link: PortLink
    private let clock: ScaledClock
    private let stations: Guarded<StationSet>
    private let wake: EventDescriptor
    private let isStopped = Guarded(false)
    private let emit: @Sendable (SimulationEvent) -> Void

    /// Opens the port; nobody answers on it before ``start(finished:)``.
    init(
        _ line: Scene.Line, stations: StationSet, clock: ScaledClock, linkPath: String,
        emit: @escaping @Sendable (SimulationEvent) -> Void
    ) throws(SimulationError) {
        do throws(SystemError) {
            self.terminal = try PseudoTerminal()
            self.wake = try EventDescriptor()
        } catch {
            throw .pseudoTerminal(line: line.name, error)
        }
        self.link = try PortLink(path: linkPath, target: self.terminal.path, place: line.location)
        self.port = SimulatedPort(
            line: line.name, link: linkPath, terminal: self.terminal.path, baud: line.baud, parity: line.parity,
            stopBits: line.stopBits)
        self.line = line
        self.clock = clock
        self.stations = Guarded(stations)
        self.emit = emit
    }

    /// The neighbourhood's true state at this moment.
    var model: NeighbourhoodModel {
        let (model, occurrences) = self.stations.withLock { stations in
            let occurrences = stations.advance(to: self.now)
            return (stations.model, occurrences)
        }
        self.report(occurrences)
        return model
    }

    /// Starts the thread; `finished` is called on it at its end.
    func start(finished: @escaping @Sendable () -> Void) {
        startThread(name: "sim-\(self.line.name)") {
            self.emit(self.event(.opened(path: self.link.path)))
            do throws(SystemError) {
                try self.run()
            } catch {
                self.emit(self.event(.failed(reason: error.description)))
            }
            self.link.remove()
            finished()
        }
    }

    /// Ends the thread at the next frame's end.
    func stop() {
        self.isStopped.withLock { $0 = true }
        self.wake.signal()
    }

    /// Takes the link away where ``start(finished:)`` was never called.
    func abandon() { self.link.remove() }

    private var now: UTCTime { UTCTime(milliseconds: self.clock.nowMilliseconds) }

    private func event(_ kind: SimulationEvent.Kind) -> SimulationEvent {
        SimulationEvent(line: self.line.name, time: self.now, kind: kind)
    }

    private func report(_ occurrences: [Occurrence]) {
        for occurrence in occurrences { self.emit(SimulationEvent(occurrence, line: self.line.name)) }
    }

    // MARK: On the thread

    private func run() throws(SystemError) {
        var receiver = LineReceiver(requiresSilence: self.line.requiresSilence)
        var toldBaud = self.line.baud
        var lastHeard = MonotonicClock.nanoseconds
        while !self.isStopped.withLock({ $0 }) {
            let idle = self.nextHousekeeping()
            let isReadable = try self.terminal.waitReadable(wake: self.wake, until: receiver.deadline ?? idle)
            let now = MonotonicClock.nanoseconds
            if isReadable, receiver.lineFree > now + Self.backlog {
                // The client hands over faster than the line carries: let its port fill up, as a real one does.
                MonotonicClock.sleep(until: receiver.lineFree - Self.backlog)
            } else if isReadable {
                lastHeard = now
                let bytes = try self.terminal.read()
                let baud = try self.terminal.baud()
                if baud == self.line.baud {
                    receiver.receive(bytes, at: now, pace: LinePace(line: self.line, baud: baud))
                } else if baud != toldBaud {
                    self.emit(self.event(.wrongBaud(found: baud, expected: self.line.baud)))
                }
                toldBaud = baud
            } else if let deadline = receiver.deadline, now >= deadline {
                if let frame = receiver.endOfFrame() { try self.transact(frame, receiver: &receiver) }
            } else {
                self.advance()
                if now - lastHeard > Self.patience { self.terminal.endExclusive() }
            }
        }
    }

    /// When to look at the scene again although nobody asks: its next event, or a second from now.
    private func nextHousekeeping() -> Int64 {
        let latest = MonotonicClock.nanoseconds + 1_000_000_000
        guard let event = self.stations.withLock({ $0.model.nextEvent }),
            event.milliseconds - self.clock.nowMilliseconds < 1000 * self.clock.scale
        else { return latest }
        return min(latest, self.clock.monotonic(atMilliseconds: event.milliseconds) + 1_000_000)
    }

    private func advance() {
        let now = self.now
        self.report(self.stations.withLock { $0.advance(to: now) })
    }

    private func transact(_ frame: RTURequestFrame, receiver: inout LineReceiver) throws(SystemError) {
        let pace = LinePace(line: self.line, baud: self.line.baud)
        let start = max(receiver.lineFree + pace.turnaround, MonotonicClock.nanoseconds)
        // A device takes its values as it begins to answer.
        let now = UTCTime(milliseconds: self.clock.milliseconds(atMonotonic: start))
        let (occurrences, outcome) = self.stations.withLock { stations in
            let occurrences = stations.advance(to: now)
            return (occurrences, stations.answer(unit: frame.unit, pdu: frame.pdu))
        }
        self.report(occurrences)
        for contact in outcome.switched { self.emit(self.event(.relayOperated(contact))) }
        guard let answer = outcome.answer else { return }
        try self.transmit(RTUFrame.encode(unit: frame.unit, pdu: answer), at: start, pace, &receiver)
    }

    /// Hands the answer over at the line's pace: no character is there before it would have ended on the wire.
    private func transmit(
        _ frame: [UInt8], at start: Int64, _ pace: LinePace, _ receiver: inout LineReceiver
    ) throws(SystemError) {
        var sent = 0
        while sent < frame.count {
            let next = min(frame.count, sent + pace.charactersPerWakeUp)
            MonotonicClock.sleep(until: start + Int64(next) * pace.character)
            var chunk = frame[sent..<next]
            // Two talk at once: neither is understood.
            if next == frame.count, try self.isCollision() { chunk = ArraySlice(chunk.map { $0 ^ 0x55 }) }
            try self.terminal.write(chunk)
            sent = next
        }
        receiver.busy(until: start + Int64(frame.count) * pace.character)
    }

    /// Whether the client talked while the answer was on the line; what it said is lost.
    private func isCollision() throws(SystemError) -> Bool {
        guard try self.terminal.waitReadable(wake: self.wake, until: 0) else { return false }
        return try !self.terminal.read().isEmpty
    }
}
