/// Holds each house's registered load against the voltage that its own current costs.
///
/// Where a meter is slowed and the difference is booked on another house, no balance shows it; the voltage does: with the
/// same registered load, the first house's falls more than before and the other's less. No joint or cable does that to
/// two houses at once by the same energy.
struct OwnDropWatch: Sendable {
    struct Pair: Sendable {
        /// Counts less than before.
        var slowed: Int
        /// Counts more than before.
        var raised: Int
        /// The first interval of the day from which it holds.
        var since: Int
        /// Wh that the first house's meter did not count since, and its deviation.
        var energy: Double
        var deviation: Double
        /// In deviations.
        var certainty: Double
    }

    private struct Day: Sendable {
        var number: Int
        var drops: [Regression]
        /// Wh by house.
        var energies: [Double]
    }

    private struct Change: Sendable {
        var house: Int
        /// Of the registered energy: what the voltage says beyond it.
        var factor: Double
        var deviation: Double
        var energy: Double
    }

    /// Of a house's voltage drop: which of them is 1 throughout, and which its own current's, Ω.
    private static let coefficients = 7
    private static let constant = 0
    private static let ownAmperes = 2
    private static let mostDays = 45
    private static let fewestBefore = 4
    private static let fewestSince = 2
    /// Deviations for the stronger and for the other of a pair.
    private static let certainty = (first: 6.0, second: 3.5)
    /// How much of what a house's current varies its register's last digit may be: what is rounded off pulls its resistance
    /// towards nothing, the more the less it takes.
    private static let coarsest = 0.05
    /// Errors go on for hours.
    private static let correlated = 2.5

    private var days: [Day] = []
    private let houses: Int

    init(houses: Int) { self.houses = houses }

    mutating func take(_ number: Int, _ state: FeederState) {
        guard state.network.knowsLines, state.channels == 3 else { return }
        if self.days.last?.number != number / state.perDay {
            self.days.append(
                Day(
                    number: number / state.perDay,
                    drops: Array(repeating: Regression(count: Self.coefficients), count: self.houses),
                    energies: Array(repeating: 0, count: self.houses)))
            if self.days.count > Self.mostDays { self.days.removeFirst() }
        }
        let last = self.days.count - 1
        let drops = state.network.drops(state.currents(number))
        let moment = state.momentaryAmperes(number)
        for house in 0..<self.houses where state.houses[house].count == 1 && state.network.houseBus[house] > 0 {
            guard let drop = state.drop(house, number), let own = state.houses[house][0].energy(number) else {
                continue
            }
            let bus = state.network.houseBus[house]
            let place = 3 * bus + drop.phase
            let others = drops.straight[place] - 2 * state.network.sharedOhms(bus, bus) * drop.ownAmperes
            self.days[last].drops[house].take(
                [1, others, drop.ownAmperes, moment.0, moment.1, moment.2, drops.turned[place]], drop.volts)
            self.days[last].energies[house] += own
        }
    }

    /// Houses that are gone through in one piece.
    private static let perPiece = 14

    /// The clearest pair of houses whose registered loads changed against their voltages in opposite ways at one time.
    func pair(_ state: FeederState, _ pieces: inout Pieces) throws(Pieces.Unfinished) -> Pair? {
        guard self.days.count >= Self.fewestBefore + Self.fewestSince else { return nil }
        let splits = Self.fewestBefore...(self.days.count - Self.fewestSince)
        var changes: [[Change]] = Array(repeating: [], count: splits.count)
        for first in stride(from: 0, to: self.houses, by: Self.perPiece) {
            let houses = first..<min(self.houses, first + Self.perPiece)
            let found = try pieces.piece(houses.count * self.days.count) {
                houses.flatMap { self.changes($0, splits, state) }
            }
            for (number, change) in found { changes[number].append(change) }
        }
        var best: Pair?
        for (number, split) in splits.enumerated() {
            for pair in Self.pairs(changes[number], since: self.days[split].number * state.perDay)
            where pair.certainty > best?.certainty ?? 0 {
                best = pair
            }
        }
        return best
    }

    /// How a house's load changed against its voltage, by the number of the split at which it did.
    private func changes(
        _ house: Int, _ splits: ClosedRange<Int>, _ state: FeederState
    ) -> [(number: Int, change: Change)] {
        let step = state.topology.houses[house].register.resolution / state.perAmpere
        let least = step * step / 6 / Self.coarsest
        var before = Sum()
        var since = Sum()
        for (number, day) in self.days.enumerated() {
            if number < splits.lowerBound { before.add(day, house, 1) } else { since.add(day, house, 1) }
        }
        return splits.enumerated().compactMap { number, split in
            if split > splits.lowerBound {
                before.add(self.days[split - 1], house, 1)
                since.add(self.days[split - 1], house, -1)
            }
            guard min(Self.variance(before), Self.variance(since)) > least else { return nil }
            return Self.change(house, before, since).map { (number, $0) }
        }
    }

    /// Of some days, for one house.
    private struct Sum {
        var drops = Regression(count: OwnDropWatch.coefficients)
        /// Wh.
        var energy = 0.0

        mutating func add(_ day: Day, _ house: Int, _ sign: Double) {
            self.drops.add(day.drops[house], sign)
            self.energy += sign * day.energies[house]
        }
    }

    /// A² by which a house's own current varies.
    private static func variance(_ sum: Sum) -> Double {
        sum.drops.variance(of: Self.ownAmperes, constant: Self.constant)
    }

    private static func pairs(_ changes: [Change], since: Int) -> [Pair] {
        var pairs: [Pair] = []
        for slowed in changes where slowed.factor > 0.15 {
            for raised in changes where raised.factor < -0.05 {
                let first = slowed.factor / slowed.deviation
                let second = -raised.factor / raised.deviation
                guard max(first, second) > Self.certainty.first, min(first, second) > Self.certainty.second else {
                    continue
                }
                let missing = slowed.factor * slowed.energy
                let booked = -raised.factor * raised.energy
                guard booked > 0.4 * missing, booked < 2.5 * missing else { continue }
                pairs.append(
                    Pair(
                        slowed: slowed.house, raised: raised.house, since: since, energy: missing,
                        deviation: slowed.deviation * slowed.energy,
                        certainty: (first * first + second * second).squareRoot()))
            }
        }
        return pairs
    }

    private static func change(_ house: Int, _ before: Sum, _ since: Sum) -> Change? {
        guard before.drops.weight > 60, since.drops.weight > 60,
            let old = before.drops.solve(coefficient: Self.ownAmperes), old.value > 0.02,
            let new = since.drops.solve(coefficient: Self.ownAmperes), new.value > 0
        else { return nil }
        let ohms = old.value
        let ratio = new.value / ohms
        let relative = (new.variance + ratio * ratio * old.variance) / (ohms * ohms)
        return Change(
            house: house, factor: ratio - 1, deviation: (Self.correlated * relative).squareRoot(),
            energy: since.energy)
    }
}
