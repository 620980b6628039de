internal import DeviceProfiles
internal import Metering
internal import ModbusProtocol
internal import Platform

/// A ``VirtualLine`` behind a pseudo-terminal, on a thread of its own: moments are those of CLOCK_MONOTONIC.
final class SimulatedLine: Sendable {
    let line: Scene.Line
    let port: SimulatedPort

    /// Handed to the thread at its start, so that nothing else keeps it open.
    private let terminal: Guarded<PseudoTerminal?>
    private let link: Guarded<PortLink>
    private let linkFolder: String?
    private let clock: ScaledClock
    private let machine: Guarded<VirtualLine>
    private let wake: EventDescriptor
    private let isStopped = Guarded(false)
    private let emit: @Sendable (SimulationEvent) -> Void

    /// Opens the port; nobody answers on it before ``start(finished:)``.
    ///
    /// - Parameter linkFolder: where a link with a relative path goes; nil is the working directory.
    init(
        _ machine: VirtualLine, clock: ScaledClock, linkFolder: String?,
        emit: @escaping @Sendable (SimulationEvent) -> Void
    ) throws(SimulationError) {
        let line = machine.line
        let terminal: PseudoTerminal
        do throws(SystemError) {
            terminal = try PseudoTerminal()
            self.wake = try EventDescriptor()
        } catch {
            throw .pseudoTerminal(line: line.name, error)
        }
        let path = Self.path(line.link, in: linkFolder)
        self.link = Guarded(try PortLink(path: path, target: terminal.path, place: line.location))
        self.port = SimulatedPort(
            line: line.name, link: path, terminal: terminal.path, baud: line.baud, parity: line.parity,
            stopBits: line.stopBits)
        self.terminal = Guarded(terminal)
        self.line = line
        self.linkFolder = linkFolder
        self.clock = clock
        self.machine = Guarded(machine)
        self.emit = emit
    }

    /// The neighbourhood's true state at this moment.
    var model: NeighbourhoodModel {
        let now = self.now
        let (model, events) = self.machine.withLock { machine in
            machine.advanceScene(to: now)
            return (machine.model, machine.drainEvents())
        }
        for event in events { self.emit(event) }
        return model
    }

    /// What happened on the line so far.
    var counters: VirtualLineCounters { self.machine.withLock { $0.counters } }

    /// What the devices truly answered since the last call.
    func drainServed() -> [ServedAnswer] { self.machine.withLock { $0.drainServed() } }

    /// Starts the thread; `finished` is called on it at its end.
    func start(finished: @escaping @Sendable () -> Void) {
        startThread(name: "sim-\(self.line.name)") {
            self.emit(self.event(.opened(path: self.port.link)))
            if var driver = self.makeDriver() {
                do throws(SimulationError) {
                    try driver.run()
                } catch {
                    self.emit(self.event(.failed(reason: error.description)))
                }
            }
            self.abandon()
            finished()
        }
    }

    /// The driver alone keeps the terminal then: a port that is pulled out is gone for its client only when nobody has it.
    private func makeDriver() -> LineDriver? {
        let terminal = self.terminal.withLock { terminal in
            defer { terminal = nil }
            return terminal
        }
        return terminal.map {
            LineDriver(
                $0, self.machine, clock: self.clock, wake: self.wake, emit: self.emit,
                isStopped: { self.isStopped.withLock { $0 } }, movePort: self.movePort)
        }
    }

    /// Ends the thread at once.
    func stop() {
        self.isStopped.withLock { $0 = true }
        self.wake.signal()
    }

    /// Takes the link away; also where ``start(finished:)`` was never called.
    func abandon() { self.link.withLock { $0.remove() } }

    /// Takes the link away, or makes one to a new pseudo-terminal.
    private func movePort(_ target: (link: String, terminal: PseudoTerminal)?) throws(SimulationError) {
        self.abandon()
        guard let target else { return }
        let path = Self.path(target.link, in: self.linkFolder)
        let link = try PortLink(path: path, target: target.terminal.path, place: self.line.location)
        self.link.withLock { $0 = link }
    }

    private static func path(_ link: String, in folder: String?) -> String {
        folder.map { link.hasPrefix("/") ? link : "\($0)/\(link)" } ?? link
    }

    private var now: UTCTime { UTCTime(milliseconds: self.clock.nowMilliseconds) }

    private func event(_ kind: SimulationEvent.Kind) -> SimulationEvent {
        SimulationEvent(line: self.line.name, time: self.now, kind: kind)
    }
}
