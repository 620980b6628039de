/// Keeps which phase each meter is on: by the record first, by the voltages where they are clear, and every day by the
/// energies.
struct PhaseKeeper: Sendable {
    /// Intervals that a meter may be late before its phase is judged without it.
    static let patience = 8
    /// Intervals of a day that all meters have to be known in.
    private static let fewest = 40.0

    private let perDay: Int
    private let seriesOfHouses: [Int]
    private var inference: [[PhaseInference]]
    private var days: [PhaseAssignment] = []
    private var today: PhaseAssignment
    /// Nothing is balanced before.
    private(set) var isSet: Bool
    /// The interval from which the phases can be trusted: a day without a move.
    private(set) var settledFrom = 0

    init(_ state: FeederState) {
        self.perDay = Int(86_400 / state.topology.intervalSeconds)
        self.seriesOfHouses = state.houses.map(\.count)
        self.inference = state.houses.map { $0.map { _ in PhaseInference() } }
        self.today = PhaseAssignment(seriesOfHouses: self.seriesOfHouses)
        self.isSet = state.channels == 1
    }

    /// Takes the voltages of an interval.
    mutating func takeVolts(_ number: Int, _ state: FeederState) {
        guard let a = state.transformerVolts[0][number], let b = state.transformerVolts[1][number],
            let c = state.transformerVolts[2][number]
        else { return }
        for house in self.inference.indices {
            for series in self.inference[house].indices {
                guard let volts = state.houseVolts[house][series][number] else { continue }
                self.inference[house][series].take(volts, against: (a, b, c))
            }
        }
    }

    /// Takes the energies of an interval, all or none: a house that is missing would be found on every phase.
    mutating func takeEnergies(_ number: Int, _ state: FeederState) {
        guard state.channels == 3 else { return }
        var energies: [Double] = []
        for house in state.houses {
            for series in house {
                guard let energy = series.energy(number) else { return }
                energies.append(energy)
            }
        }
        let delivered = state.delivered.compactMap { $0.energy(number) }
        guard delivered.count == 3 else { return }
        let hours = state.interval / 3600 * LossParameters.lossScale.mean
        let lost = state.losses(number, adding: nil)
        self.today.take(
            energies,
            delivered: (delivered[0] - lost.0 * hours, delivered[1] - lost.1 * hours, delivered[2] - lost.2 * hours))
    }

    /// Judges a day that is over. Houses that are found elsewhere are moved, and the interval is told from which their
    /// rows have to be made again.
    mutating func close(dayEndingBehind number: Int, _ state: inout FeederState) -> Int? {
        guard state.channels == 3 else { return nil }
        self.days.append(self.today)
        if self.days.count > 3 { self.days.removeFirst() }
        self.today = PhaseAssignment(seriesOfHouses: self.seriesOfHouses)
        let known = self.days.suffix(2)
        guard let last = known.last, let first = known.first, last.count >= Self.fewest else {
            // A meter that is silent for days must not keep the others from being watched.
            if !self.isSet, number > 3 * self.perDay { self.begin(self.recorded(state), number, &state) }
            return nil
        }
        let both = known.count > 1 ? first + last : last
        guard self.isSet else {
            self.begin(both.improved(self.recorded(state)), number, &state)
            return nil
        }
        guard known.count > 1, self.move(both, [first, last], &state) else { return nil }
        self.settledFrom = number + 1 + self.perDay
        return number + 1 - 2 * self.perDay
    }

    private mutating func begin(_ phases: PhaseAssignment.Phases, _ number: Int, _ state: inout FeederState) {
        for house in phases.indices { state.phases[house] = phases[house].map { $0 } }
        self.isSet = true
        self.settledFrom = number + 1 + self.perDay
    }

    private func move(_ both: PhaseAssignment, _ days: [PhaseAssignment], _ state: inout FeederState) -> Bool {
        let current = state.phases.map { $0.map { $0 ?? .l1 } }
        let improved = both.improved(current)
        var hasMoved = false
        for house in improved.indices where improved[house] != current[house] {
            guard days.allSatisfy({ $0.speaks(for: improved[house], of: house, current) }) else { continue }
            state.phases[house] = improved[house].map { $0 }
            hasMoved = true
        }
        return hasMoved
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
