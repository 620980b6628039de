/// What energies say of phases: by what changes from one interval to the next, and by the energies themselves.
///
/// The changes are the surer: what is slow (lamps, the day's course that all houses share) leaves them alone. A steady
/// load on three phases changes little, and only its energies tell which of them is which: they count where the changes
/// at least do not speak against it.
struct PhaseEvidence: Sendable {
    private var changes: PhaseAssignment
    private var energies: PhaseAssignment

    /// Lamps without a meter burn on one phase alone when all houses take most: beside them the energies say nothing.
    private let areEnergiesTrusted: Bool

    init(seriesOfHouses: [Int], areEnergiesTrusted: Bool) {
        self.areEnergiesTrusted = areEnergiesTrusted
        self.changes = PhaseAssignment(seriesOfHouses: seriesOfHouses)
        self.energies = self.changes
    }

    /// Intervals that are in it.
    var count: Double { self.changes.count }

    /// Wh of an interval, and of the one before it if that is known.
    mutating func take(_ values: [Double], previous: [Double]?) {
        if self.areEnergiesTrusted { self.energies.take(values) }
        if let previous { self.changes.take(zip(values, previous).map { $0 - $1 }) }
    }

    static func + (left: PhaseEvidence, right: PhaseEvidence) -> PhaseEvidence {
        var sum = left
        sum.changes = left.changes + right.changes
        sum.energies = left.energies + right.energies
        return sum
    }

    /// The likeliest assignment from one on.
    func improved(_ given: PhaseAssignment.Phases, unrecorded: Set<Int> = []) -> PhaseAssignment.Phases {
        var phases = self.changes.improved(given, unrecorded: unrecorded)
        for _ in phases.indices {
            let moves = self.energies.clearMoves(phases).filter {
                self.changes.leans(to: $0.phases, of: $0.house, phases)
            }
            guard let move = moves.first else { break }
            phases[move.house] = move.phases
        }
        return phases
    }

    func speaks(for new: [GridPhase], of house: Int, _ phases: PhaseAssignment.Phases) -> Bool {
        self.changes.speaks(for: new, of: house, phases)
            || self.energies.speaks(for: new, of: house, phases) && self.changes.leans(to: new, of: house, phases)
    }

    /// Whether another place would leave less unexplained, be it ever so little.
    func leans(to new: [GridPhase], of house: Int, _ phases: PhaseAssignment.Phases) -> Bool {
        self.energies.leans(to: new, of: house, phases)
    }
}
