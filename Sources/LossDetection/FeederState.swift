import Metering

/// Everything that was read of a feeder, brought to common intervals: net energies, voltages and currents.
struct FeederState: Sendable {
    let topology: FeederTopology
    let network: Network
    /// Intervals that are kept.
    let capacity: Int
    /// Midnight (UTC) before the first reading.
    let start: UTCTime
    /// s.
    let interval: Double
    let perDay: Int
    /// Wh that 1 A at the nominal voltage takes in an interval.
    let perAmpere: Double
    /// Of the transformer: one for each phase, or one for all.
    var delivered: [IntervalSeries]
    /// Of each house: one, or one for each phase.
    var houses: [[IntervalSeries]]
    /// V at the ends of intervals: the transformer's phases, then the houses'.
    var transformerVolts: [ValueRing]
    var houseVolts: [[ValueRing]]
    var transformerAmperes: [ValueRing]
    /// Which phase each house is on; a house on all three: which of the grid's phases its own are.
    var phases: [[GridPhase?]]
    /// The day from which the season is told, in days since the start.
    var seasonDay = 0.0

    init(_ topology: FeederTopology, capacity: Int, start: UTCTime) {
        self.topology = topology
        self.network = Network(topology)
        self.capacity = capacity
        let interval = Double(topology.intervalSeconds)
        self.start = start
        self.interval = interval
        self.perDay = topology.intervalsPerDay
        let transformer = topology.transformer
        self.perAmpere = interval / 3600 * transformer.nominalVolts
        let most = transformer.ratedKVA * 1000
        func series(
            _ register: RegisterFacts, _ limit: Double, _ hasExport: Bool, _ replaced: [(time: Double, value: Double)]
        )
            -> IntervalSeries
        {
            IntervalSeries(
                imported: CounterTrack(register: register, limit: limit, replacements: replaced),
                exported: hasExport ? CounterTrack(register: register, limit: limit) : nil, capacity: capacity,
                interval: interval)
        }
        let channels = transformer.hasPhases ? 3 : 1
        self.delivered = (0..<channels).map { _ in
            series(transformer.register, channels == 1 ? 1.5 * most : most, transformer.hasExport, [])
        }
        self.houses = topology.houses.enumerated().map { index, house in
            let replaced = topology.replacements.filter { $0.house == index }
                .map { (time: Double($0.time.seconds - start.seconds), value: $0.initialValue) }
            let count = house.connection == .threePhase ? 3 : 1
            // For hours a transformer carries half as much again.
            let limit = house.losses.map { 1500 * $0.ratedKVA } ?? min(topology.medium.mostOfHouse, most)
            return (0..<count).map { _ in series(house.register, limit, house.hasExport, replaced) }
        }
        let ring = ValueRing(capacity: capacity)
        self.transformerVolts = Array(repeating: ring, count: 3)
        self.transformerAmperes = Array(repeating: ring, count: 3)
        self.houseVolts = topology.houses.map { Array(repeating: ring, count: $0.connection == .threePhase ? 3 : 1) }
        self.phases = topology.houses.map { house in
            switch house.connection {
            case .single(let phase): [phase]
            case .threePhase: GridPhase.allCases
            }
        }
    }

    var channels: Int { self.delivered.count }

    /// The phase of each house; nil where it is on all three.
    var channelOfHouse: [Int?] {
        self.phases.map { self.channels == 1 ? 0 : $0.count == 3 ? nil : $0[0]?.rawValue }
    }

    /// The phase of a house on one of them, whether or not each is balanced by itself.
    func phaseOfHouse(_ house: Int) -> GridPhase? { self.phases[house].count == 1 ? self.phases[house][0] : nil }

    /// Houses whose meters are in the balance of a phase.
    func members(ofChannel channel: Int) -> [Int] {
        let channels = self.channelOfHouse
        return self.houses.indices.filter { channels[$0].map { $0 == channel } ?? true }
    }

    /// Whether a stand-by generator feeds the houses in an interval, or took over or stopped at its ends: the transformer
    /// delivers nothing on any phase.
    func isFedElsewhere(_ number: Int) -> Bool {
        guard self.topology.hasStandbyGenerator else { return false }
        return (number - 1...number + 1).contains { number in
            self.delivered.allSatisfy { series in
                series.energy(number).map { abs($0) <= self.topology.transformer.register.resolution } ?? false
            }
        }
    }

    /// When an interval begins.
    func time(_ interval: Int) -> UTCTime {
        self.start.adding(milliseconds: Int64(Double(interval) * self.interval * 1000))
    }

    /// What can be wrong here.
    var causes: [Cause] {
        let channels = self.channelOfHouse
        var causes: [Cause] = (0..<self.channels).map { .tap(channel: $0) }
        causes += self.houses.indices.map { .gain(house: $0) }
        // With one register for all, a transformer's gain and a load's share are the same.
        guard self.channels == 3 else { return causes }
        causes.append(.transformer)
        for house in self.houses.indices {
            guard let own = channels[house] else { continue }
            for channel in 0..<self.channels where channel != own { causes.append(.shift(house: house, to: channel)) }
        }
        return causes
    }

    /// Sorts one value into its place.
    mutating func take(_ reading: FeederReading, seconds: Double) {
        guard reading.value.isFinite, self.isPlausible(reading) else { return }
        switch (reading.meter, reading.quantity) {
        case (.transformer, .importTotal), (.transformer, .exportTotal):
            guard self.channels == 1 else { return }
            self.delivered[0].take(time: seconds, value: reading.value, isExport: reading.quantity == .exportTotal)
        case (.transformer, .imported(let phase)):
            guard self.channels == 3 else { return }
            self.delivered[phase.rawValue].take(time: seconds, value: reading.value, isExport: false)
        case (.transformer, .exported(let phase)):
            guard self.channels == 3 else { return }
            self.delivered[phase.rawValue].take(time: seconds, value: reading.value, isExport: true)
        case (.transformer, .voltage(let phase)):
            self.transformerVolts[phase.rawValue].set(reading.value, at: self.nearest(seconds))
        case (.transformer, .current(let phase)):
            self.transformerAmperes[phase.rawValue].set(reading.value, at: self.nearest(seconds))
        case (.house(let house), let quantity):
            guard self.houses.indices.contains(house) else { return }
            self.take(house, quantity, reading.value, seconds)
        }
    }

    /// Registers are held against their neighbours (``CounterTrack``), whatever the reader says of them; a voltage or a
    /// current stands alone.
    private func isPlausible(_ reading: FeederReading) -> Bool {
        let transformer = self.topology.transformer
        switch reading.quantity {
        case .importTotal, .exportTotal, .imported, .exported: return true
        case .voltage:
            return !reading.isSuspect && (0.5...1.5).contains(reading.value / transformer.nominalVolts)
        case .current:
            // A short circuit is cleared within seconds; what is read for longer is a load.
            return !reading.isSuspect
                && (0...(1000 * transformer.ratedKVA / transformer.nominalVolts)).contains(reading.value)
        }
    }

    private mutating func take(_ house: Int, _ quantity: FeederQuantity, _ value: Double, _ seconds: Double) {
        let isThreePhase = self.houses[house].count == 3
        switch quantity {
        case .importTotal where !isThreePhase:
            self.houses[house][0].take(time: seconds, value: value, isExport: false)
        case .exportTotal where !isThreePhase:
            self.houses[house][0].take(time: seconds, value: value, isExport: true)
        case .imported(let phase) where isThreePhase:
            self.houses[house][phase.rawValue].take(time: seconds, value: value, isExport: false)
        case .exported(let phase) where isThreePhase:
            self.houses[house][phase.rawValue].take(time: seconds, value: value, isExport: true)
        case .voltage(let phase) where isThreePhase || phase == .l1:
            self.houseVolts[house][isThreePhase ? phase.rawValue : 0].set(value, at: self.nearest(seconds))
        default: break
        }
    }

    /// The interval whose end a reading is nearest to.
    private func nearest(_ seconds: Double) -> Int { Int((seconds / self.interval).rounded()) - 1 }

    /// Takes the intervals that are complete now.
    mutating func advance() {
        for index in self.delivered.indices { self.delivered[index].advance() }
        for house in self.houses.indices {
            for index in self.houses[house].indices { self.houses[house][index].advance() }
        }
    }
}

/// Values by interval, as far back as the ring is long.
struct ValueRing: Sendable {
    private var values: [Float]
    private var last = -1

    init(capacity: Int) { self.values = Array(repeating: .nan, count: capacity) }

    mutating func set(_ value: Double, at number: Int) {
        guard number >= 0, number > self.last - self.values.count else { return }
        if number > self.last {
            // What the ring held for the intervals between is a round older.
            for between in max(self.last + 1, number - self.values.count + 1)..<number {
                self.values[between % self.values.count] = .nan
            }
            self.last = number
        }
        self.values[number % self.values.count] = Float(value)
    }

    subscript(number: Int) -> Double? {
        guard number >= 0, number <= self.last, number > self.last - self.values.count else { return nil }
        let value = self.values[number % self.values.count]
        return value.isNaN ? nil : Double(value)
    }
}
