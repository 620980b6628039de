public import Metering

/// What happens behind the pulse counters of one line: taps, pumps and gates, what leaks, and every meter's pulses.
///
/// A pure function of scene, seed and the relay commands, as ``NeighbourhoodModel`` is. Between two slots of a minute, and
/// between events, a flow is constant; what the main counts is what all outlets let through and what leaks, exactly.
public struct FlowModel: Sendable {
    /// Chain time that the registers belong to.
    public private(set) var now: UTCTime
    /// In the order of the scene.
    public private(set) var outlets: [OutletState]
    /// The meter before all outlets; nil where the line has none.
    public private(set) var main: PulseRegister?
    /// What leaks now, in mL/h.
    public private(set) var leak: Int64

    private var timeline: Timeline
    private var pending: [Occurrence] = []

    /// - Parameter events: those of the whole scene; those of other lines and of electricity are left out.
    init(line: Scene.Line, events: [Scene.Event], seed: UInt64, start: UTCTime, utcOffsetMinutes: Int64) {
        let noise = SeededNoise(seed: seed)
        self.now = start
        self.outlets = line.outlets.map {
            OutletState($0, line: line.name, utcOffsetMinutes: utcOffsetMinutes, noise: noise)
        }
        self.main = line.main.map {
            PulseRegister(pulses: $0.counter.initialPulses, thousandthsPerPulse: $0.counter.thousandthsPerPulse)
        }
        self.leak = line.main?.leakMillilitresPerHour ?? 0
        self.timeline = Timeline(events.filter { $0.line == line.name && $0.action.isOfFlow }, start: start)
        self.beginSlot(at: flooredQuotient(start.milliseconds, Self.slot) * Self.slot)
        self.pending = self.applyEvents()
    }

    private static let slot = NeighbourhoodModel.slotMilliseconds

    /// Moves on to `time` and returns what happened on the way, in order; an earlier time is ignored.
    mutating func advance(to time: UTCTime) -> [Occurrence] {
        var occurrences = self.pending
        self.pending = []
        while self.now < time {
            let slotEnd = (flooredQuotient(self.now.milliseconds, Self.slot) + 1) * Self.slot
            let next = min(time.milliseconds, slotEnd, self.timeline.next?.milliseconds ?? .max)
            self.integrate(milliseconds: next - self.now.milliseconds)
            self.now = UTCTime(milliseconds: next)
            if next == slotEnd { self.beginSlot(at: next) }
            occurrences += self.applyEvents()
        }
        return occurrences
    }

    /// Opens or shuts the outlet at `index` at the present moment.
    mutating func setOpen(_ isOpen: Bool, outlet index: Int) { self.outlets[index].isOpen = isOpen }

    /// Chain time of the next event; nil where none is left.
    var nextEvent: UTCTime? { self.timeline.next }

    private mutating func beginSlot(at milliseconds: Int64) {
        for index in self.outlets.indices { self.outlets[index].beginSlot(at: milliseconds) }
    }

    private mutating func applyEvents() -> [Occurrence] {
        var occurrences: [Occurrence] = []
        while let occurrence = self.timeline.take(at: self.now) {
            occurrences.append(occurrence)
            switch occurrence.change {
            case .leakBegan(let flow): self.leak += flow
            case .leakEnded(let flow): self.leak -= flow
            case .tapBegan, .tapEnded, .unitDied, .unitRecovered: break
            }
        }
        return occurrences
    }

    private mutating func integrate(milliseconds: Int64) {
        var flow = self.leak
        for index in self.outlets.indices {
            let own = self.outlets[index].flow
            self.outlets[index].register.add(thousandthsPerHour: own, milliseconds: milliseconds)
            flow += own
        }
        self.main?.add(thousandthsPerHour: flow, milliseconds: milliseconds)
    }
}
