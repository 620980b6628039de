public import Metering

/// What happens electrically behind one transformer: house loads, relays, taps, losses, and every meter's registers.
///
/// A pure function of scene, seed and the relay commands: time comes in through ``advance(to:)``, in any steps, and the
/// registers at a given chain time are the same. Between two slots of a minute, and between events, power is constant;
/// energy is its exact integral, so that transformer = houses + taps + losses in every microjoule.
public struct NeighbourhoodModel: Sendable {
    /// Length of a slot in chain milliseconds; slots are aligned to the epoch.
    static let slotMilliseconds: Int64 = 60_000

    /// Chain time that the registers belong to.
    public private(set) var now: UTCTime
    /// What the transformer's meter sees; all zero where the line has none.
    public internal(set) var transformer: MeterState
    /// In the order of the scene.
    public internal(set) var houses: [HouseState]
    /// Meters that stand by themselves, outside the balance of energy.
    public internal(set) var plainMeters: [PlainMeterState]
    /// Energy lost in wires and core since the start.
    public internal(set) var losses = EnergyRegister()
    /// Energy taken by taps since the start.
    public internal(set) var tapped = EnergyRegister()
    /// Units that do not answer at present.
    public private(set) var silentUnits: Set<UInt8> = []

    var feeder: Feeder
    /// By pole and phase, three to a pole.
    private(set) var tapMilliwatts: [Int64]
    var lossMilliwatts: Int64 = 0
    private var timeline: Timeline
    /// What happened at the start itself, until the first ``advance(to:)`` reports it.
    private var pending: [Occurrence] = []

    /// - Parameters:
    ///   - events: those of the whole scene; other lines' events are left out.
    ///   - start: chain time of the initial registers.
    ///   - plainMeters: meters that stand by themselves, with what they show at the start.
    public init(
        line: Scene.Line, events: [Scene.Event], seed: UInt64, start: UTCTime, utcOffsetMinutes: Int64,
        plainMeters: [PlainMeterState] = []
    ) {
        let noise = SeededNoise(seed: seed)
        self.now = start
        self.feeder = Feeder(line: line, noise: noise)
        self.tapMilliwatts = Array(repeating: 0, count: 3 * self.feeder.poles)
        self.transformer = MeterState(phases: 3, initialWattHours: line.transformer?.initialWattHours ?? 0)
        self.houses = line.houses.map { house in
            HouseState(house, line: line.name, utcOffsetMinutes: utcOffsetMinutes, noise: noise)
        }
        self.plainMeters = plainMeters
        self.timeline = Timeline(events.filter { $0.line == line.name && !$0.action.isOfFlow }, start: start)
        self.beginSlot(at: flooredQuotient(start.milliseconds, Self.slotMilliseconds) * Self.slotMilliseconds)
        self.pending = self.applyEvents()
        self.solve()
    }

    /// Moves the neighbourhood on to `time` and returns what happened on the way, in order; an earlier time is ignored.
    public mutating func advance(to time: UTCTime) -> [Occurrence] {
        var occurrences = self.pending
        self.pending = []
        while self.now < time {
            let slotEnd = (flooredQuotient(self.now.milliseconds, Self.slotMilliseconds) + 1) * Self.slotMilliseconds
            let next = min(time.milliseconds, slotEnd, self.timeline.next?.milliseconds ?? .max)
            self.integrate(milliseconds: next - self.now.milliseconds)
            self.now = UTCTime(milliseconds: next)
            let isNewSlot = next == slotEnd
            if isNewSlot { self.beginSlot(at: next) }
            let applied = self.applyEvents()
            if isNewSlot || !applied.isEmpty { self.solve() }
            occurrences += applied
        }
        return occurrences
    }

    /// Switches the supply of the house at `index` at the present moment; false where it was so already.
    @discardableResult
    public mutating func setSupply(ofHouse index: Int, closed: Bool) -> Bool {
        guard self.houses.indices.contains(index), self.houses[index].isSupplied != closed else { return false }
        self.houses[index].isSupplied = closed
        self.solve()
        return true
    }

    /// Power that all taps take together at present, in mW.
    public var tapPower: Int64 { self.tapMilliwatts.reduce(0, +) }

    /// Chain time of the next event; nil where none is left.
    public var nextEvent: UTCTime? { self.timeline.next }

    private mutating func beginSlot(at milliseconds: Int64) {
        for index in self.houses.indices { self.houses[index].beginSlot(at: milliseconds) }
        for index in self.plainMeters.indices { self.plainMeters[index].beginSlot(at: milliseconds) }
    }

    private mutating func applyEvents() -> [Occurrence] {
        var occurrences: [Occurrence] = []
        while let occurrence = self.timeline.take(at: self.now) {
            occurrences.append(occurrence)
            switch occurrence.change {
            case .tapBegan(let phase, let milliwatts, let house):
                self.tapMilliwatts[self.tapPlace(house, phase)] += milliwatts
            case .tapEnded(let phase, let milliwatts, let house):
                self.tapMilliwatts[self.tapPlace(house, phase)] -= milliwatts
            case .unitDied(let unit): self.silentUnits.insert(unit)
            case .unitRecovered(let unit): self.silentUnits.remove(unit)
            case .leakBegan, .leakEnded: break
            }
        }
        return occurrences
    }

    /// - Parameter house: unit of the house at whose pole it is; nil is the first.
    private func tapPlace(_ house: UInt8?, _ phase: Int) -> Int {
        let index = self.houses.firstIndex { $0.unit == house } ?? 0
        return 3 * self.feeder.pole(ofHouse: index) + phase - 1
    }

    private mutating func integrate(milliseconds: Int64) {
        self.transformer.integrate(milliseconds: milliseconds)
        for index in self.houses.indices { self.houses[index].meter.integrate(milliseconds: milliseconds) }
        for index in self.plainMeters.indices { self.plainMeters[index].meter.integrate(milliseconds: milliseconds) }
        self.losses.add(milliwatts: self.lossMilliwatts, milliseconds: milliseconds)
        self.tapped.add(milliwatts: self.tapPower, milliseconds: milliseconds)
    }
}
