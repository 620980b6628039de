/// Keeps which phase each meter is on: by the record first, by the voltages where they are clear, and every day by the
/// energies.
struct PhaseKeeper: Sendable {
    /// Intervals that a meter may be late before its phase is judged without it.
    static let patience = 8
    /// Intervals of a day that all meters have to be known in.
    private static let fewest = 40.0
    /// Days that are kept: as far back as a move is dated.
    private static let mostDays = 10

    private let perDay: Int
    private let seriesOfHouses: [Int]
    private let hasLamps: Bool
    private var inference: [[PhaseInference]]
    private var days: [PhaseEvidence] = []
    private var today: PhaseEvidence
    /// What was taken last: of which interval, Wh.
    private var previous: (number: Int, values: [Double])?
    /// Nothing is balanced before.
    private(set) var isSet: Bool
    /// One balance for all phases waits for nothing; where the houses are, their voltages tell after a day.
    private var hasToPlace: Bool
    /// The interval from which the phases can be trusted: a day without a move.
    private(set) var settledFrom = 0

    init(_ state: FeederState) {
        self.perDay = state.perDay
        self.seriesOfHouses = state.houses.map(\.count)
        self.inference = state.houses.map { $0.map { _ in PhaseInference() } }
        self.hasLamps = state.topology.declaredLoads.contains { $0.schedule == .duskToDawn }
        self.today = PhaseEvidence(seriesOfHouses: self.seriesOfHouses, areEnergiesTrusted: !self.hasLamps)
        self.isSet = state.channels == 1
        self.hasToPlace = state.channels == 1 && state.topology.medium == .electricity
    }

    /// Houses on three phases whose wires the voltages do not tell.
    var unclear: [Int] {
        self.inference.indices.filter { house in
            let found = self.inference[house].compactMap(\.phase)
            return self.inference[house].count == 3 && Set(found).count < 3
        }
    }

    /// Puts houses where their voltages are clear; the interval is told from which rows have to be made again.
    private mutating func place(_ state: inout FeederState) -> Int? {
        guard self.hasToPlace else { return nil }
        self.hasToPlace = false
        let before = state.phases
        for house in self.inference.indices {
            let found = self.inference[house].compactMap(\.phase)
            if found.count == self.inference[house].count, Set(found).count == found.count {
                state.phases[house] = found
            }
        }
        return state.phases == before ? nil : 0
    }

    /// Takes the voltages of an interval, until the phases are set.
    mutating func takeVolts(_ number: Int, _ state: FeederState) {
        guard !self.isSet || self.hasToPlace, let a = state.transformerVolts[0][number],
            let b = state.transformerVolts[1][number],
            let c = state.transformerVolts[2][number]
        else { return }
        for house in self.inference.indices {
            for series in self.inference[house].indices {
                guard let volts = state.houseVolts[house][series][number] else { continue }
                self.inference[house][series].take(volts, against: (a, b, c))
            }
        }
    }

    /// Takes the energies of an interval, of all houses or none: a house that is missing would be found on every phase.
    /// One that has been silent for half a day is left out, so that the others can be judged.
    mutating func takeEnergies(_ number: Int, _ state: FeederState) {
        guard state.channels == 3, !state.isFedElsewhere(number) else { return }
        var energies: [Double] = []
        for house in state.houses.indices {
            for index in state.houses[house].indices {
                let isSilent = (state.houses[house][index].next ?? 0) + self.perDay / 2 < number
                guard let energy = state.houses[house][index].energy(number) ?? (isSilent ? 0 : nil) else { return }
                energies.append(energy)
            }
        }
        let delivered = state.delivered.compactMap { $0.energy(number) }
        guard delivered.count == 3 else { return }
        let hours = state.interval / 3600 * LossParameters.lossScale.mean
        let lost = state.losses(number).straight
        let values =
            energies + [delivered[0] - lost[0] * hours, delivered[1] - lost[1] * hours, delivered[2] - lost[2] * hours]
        defer { self.previous = (number, values) }
        let previous = self.previous.flatMap { $0.number == number - 1 ? $0.values : nil }
        self.today.take(values, previous: previous)
    }

    /// Judges a day that is over. Houses that are found elsewhere are moved, and the interval is told from which their
    /// rows have to be made again.
    mutating func close(dayEndingBehind number: Int, _ state: inout FeederState) -> Int? {
        guard state.channels == 3 else { return self.place(&state) }
        self.days.append(self.today)
        if self.days.count > Self.mostDays { self.days.removeFirst() }
        self.today = PhaseEvidence(seriesOfHouses: self.seriesOfHouses, areEnergiesTrusted: !self.hasLamps)
        let known = self.days.suffix(2)
        guard let last = known.last, let first = known.first, last.count >= Self.fewest else {
            // A meter that is silent for days must not keep the others from being watched.
            if !self.isSet, number > 3 * self.perDay { self.begin(self.recorded(state), number, &state) }
            return nil
        }
        let both = known.count > 1 ? first + last : last
        guard self.isSet else {
            let unrecorded = state.phases.indices.filter { house in
                state.phases[house] == [nil] && self.inference[house][0].phase == nil
            }
            self.begin(both.improved(self.recorded(state), unrecorded: Set(unrecorded)), number, &state)
            return nil
        }
        guard known.count > 1, let days = self.move(both, [first, last], &state) else { return nil }
        self.settledFrom = max(self.settledFrom, number + 1 + self.perDay)
        return max(0, number + 1 - days * self.perDay)
    }

    /// Moves houses that two days speak for, or all days together; returns how many days back a move holds.
    private func move(_ both: PhaseEvidence, _ two: [PhaseEvidence], _ state: inout FeederState) -> Int? {
        let current = state.phases.map { $0.map { $0 ?? .l1 } }
        let all = self.days.dropFirst().reduce(self.days[0], +)
        let recent = both.improved(current)
        let steady = all.improved(current)
        var moved: [Int] = []
        for house in current.indices {
            let isRecent =
                recent[house] != current[house]
                && two.allSatisfy { $0.speaks(for: recent[house], of: house, current) }
            let isSteady =
                steady[house] != current[house] && all.speaks(for: steady[house], of: house, current)
                && two.allSatisfy { $0.leans(to: steady[house], of: house, current) }
            guard isRecent || isSteady else { continue }
            state.phases[house] = (isRecent ? recent : steady)[house].map { $0 }
            moved.append(house)
        }
        guard !moved.isEmpty else { return nil }
        let now = state.phases.map { $0.map { $0 ?? .l1 } }
        return moved.map { house in
            let contrary = self.days.lastIndex { $0.speaks(for: current[house], of: house, now) }
            return self.days.count - 1 - (contrary ?? -1)
        }.max()
    }

    private mutating func begin(_ phases: PhaseAssignment.Phases, _ number: Int, _ state: inout FeederState) {
        for house in phases.indices { state.phases[house] = phases[house].map { $0 } }
        self.isSet = true
        // Where the energies alone tell, they have to do so for some days; for a week where they have to tell the wires of
        // a meter on three phases, whose loads are much alike.
        let unclear = self.inference.filter { $0.contains { $0.phase == nil } }
        let days = unclear.isEmpty ? 1 : unclear.allSatisfy { $0.count == 1 } ? 3 : 7
        self.settledFrom = number + 1 + days * self.perDay
    }

    /// By the voltages where they are clear, else by the record.
    private func recorded(_ state: FeederState) -> PhaseAssignment.Phases {
        self.inference.indices.map { house in
            let found = self.inference[house].map(\.phase)
            guard found.count == 3 else { return [found[0] ?? state.phases[house][0] ?? .l1] }
            let clear = found.compactMap { $0 }
            return Set(clear).count == 3 ? clear : GridPhase.allCases
        }
    }
}
