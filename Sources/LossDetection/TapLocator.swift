import ElementaryFunctions

/// Where a load hangs that no meter counts, by the voltages: it lowers each house's voltage by the way that both share.
///
/// On its own phase by twice the shared resistance (the wire and the neutral), on the others it lifts it by half of it
/// (the neutral alone, 120° apart).
struct TapLocator {
    /// How much a house's voltage falls with the load.
    private struct Response {
        var house: Int
        var phase: Int
        /// V for each A.
        var ohms: Double
        var deviation: Double
    }

    struct Place: Sendable {
        var bus: Int
        /// Of all places together 1.
        var likelihood: Double
    }

    private static let most = 3000
    /// A row's errors go on for hours: what so many intervals say counts as one.
    private static let correlated = 3.0

    let state: FeederState
    let phase: GridPhase
    /// A of the load at intervals.
    let amperes: [Int: Double]

    /// Buses with how likely each is, best first; empty where nothing can be said.
    func places() -> [Place] {
        guard self.state.network.knowsLines else { return [] }
        let responses = self.responses()
        guard responses.count >= 3 else { return [] }
        let scored = (0..<self.state.network.busCount).map { ($0, self.logLikelihood($0, responses)) }
        guard let best = scored.map(\.1).max() else { return [] }
        let weights = scored.map { (bus: $0.0, weight: Elementary.exp(max(-700, $0.1 - best))) }
        let sum = weights.reduce(0) { $0 + $1.weight }
        return weights.map { Place(bus: $0.bus, likelihood: $0.weight / sum) }.sorted { $0.likelihood > $1.likelihood }
    }

    /// Houses by how near they are, in Ω over all likely places.
    func houses() -> [(house: Int, ohms: Double)] {
        let places = self.places().filter { $0.likelihood > 0.001 }
        guard !places.isEmpty else { return [] }
        return self.state.houses.indices.map { house in
            let bus = self.state.network.houseBus[house]
            let ohms = places.reduce(0) { $0 + $1.likelihood * self.state.network.ohmsBetween($1.bus, bus) }
            return (house, ohms)
        }.sorted { ($0.ohms, $0.house) < ($1.ohms, $1.house) }
    }

    private func logLikelihood(_ bus: Int, _ responses: [Response]) -> Double {
        let network = self.state.network
        let shared = responses.map { network.sharedOhms(bus, network.houseBus[$0.house]) }
        var best = -Double.infinity
        // Lengths are some percent off, power factors not one: the whole may be larger or smaller. What lies before the
        // first bus (terminals, the neutral's earth) is common to a phase. A load that lags moves the neutral towards
        // one of the other phases; which, is the phases' order.
        for scale in stride(from: 0.8, through: 1.2, by: 0.1) {
            for common in stride(from: -0.02, through: 0.04, by: 0.02) {
                for lag in stride(from: -0.6, through: 0.6, by: 0.2) {
                    let hypothesis = Hypothesis(scale: scale, common: common, lag: lag)
                    var sum = hypothesis.logPrior
                    for (response, ohms) in zip(responses, shared) {
                        sum += self.logLikelihood(response, sharing: ohms, hypothesis)
                    }
                    best = max(best, sum)
                }
            }
        }
        return best
    }

    private struct Hypothesis {
        var scale: Double
        /// Ω.
        var common: Double
        /// Tangent of the load's lag, less the cables' X/R.
        var lag: Double

        var logPrior: Double {
            let off = (self.scale - 1) / 0.15
            let offset = self.common / 0.02
            let turn = self.lag / 0.5
            return -(off * off + offset * offset + turn * turn) / 2
        }
    }

    /// Student's t of four degrees: one odd meter does not decide.
    private func logLikelihood(_ response: Response, sharing ohms: Double, _ hypothesis: Hypothesis) -> Double {
        let shared = hypothesis.scale * ohms
        let expected: Double =
            switch (response.phase - self.phase.rawValue + 3) % 3 {
            case 0: 2 * shared + hypothesis.common
            case 1: shared * (-0.5 - Network.sine * hypothesis.lag)
            default: shared * (-0.5 + Network.sine * hypothesis.lag)
            }
        let variance = response.deviation * response.deviation + 0.0001 + 0.02 * expected * expected
        let off = response.ohms - expected
        let surprise = 1 + off * off / variance / 4
        return -2.5 * Elementary.log(surprise) - Elementary.log(variance) / 2
    }

    private func responses() -> [Response] {
        let houses = self.state.houses.indices.filter {
            self.state.houses[$0].count == 1 && self.state.phases[$0][0] != nil && self.state.network.houseBus[$0] > 0
        }
        var samples: [Int: DropSamples] = [:]
        for number in self.amperes.keys.sorted().suffix(Self.most) {
            guard let load = self.amperes[number] else { continue }
            let drops = self.state.network.drops(self.state.currents(number))
            let moment = self.state.momentaryAmperes(number)
            for house in houses {
                guard let drop = self.state.drop(house, number) else { continue }
                let place = 3 * self.state.network.houseBus[house] + drop.phase
                samples[house, default: DropSamples()].take(
                    [
                        1, load, drops.straight[place], drops.turned[place], drop.ownAmperes, moment.0, moment.1,
                        moment.2,
                    ], drop.volts)
            }
        }
        return houses.compactMap { house in
            guard let phase = self.state.phases[house][0], let found = samples[house]?.solve() else { return nil }
            return Response(
                house: house, phase: phase.rawValue, ohms: found.values[1],
                deviation: (Self.correlated * found.variance).squareRoot())
        }
    }
}

/// Voltage drops with what may explain them, fitted without the values that stand out.
private struct DropSamples {
    /// The place of the load's current.
    private static let load = 1
    private static let fewest = 40
    /// Deviations, and how often.
    private static let trim = 2.5
    private static let rounds = 3

    private var x: [[Double]] = []
    private var y: [Double] = []

    mutating func take(_ x: [Double], _ y: Double) {
        self.x.append(x)
        self.y.append(y)
    }

    func solve() -> (values: [Double], variance: Double)? {
        guard self.y.count > Self.fewest, let width = self.x.first?.count else { return nil }
        var limit = Double.infinity
        var found: (values: [Double], variance: Double)?
        for _ in 0...Self.rounds {
            var regression = Regression(count: width)
            for (x, y) in zip(self.x, self.y) {
                if let values = found?.values, abs(y - Self.product(x, values)) > limit { continue }
                regression.take(x, y)
            }
            guard let next = regression.solve(varianceOf: Self.load) else { return found }
            found = next
            let misses = zip(self.x, self.y).map { abs($1 - Self.product($0, next.values)) }.sorted()
            limit = Self.trim * misses[misses.count / 2] / 0.6745
        }
        return found
    }

    private static func product(_ x: [Double], _ values: [Double]) -> Double {
        var sum = 0.0
        for index in x.indices { sum += x[index] * values[index] }
        return sum
    }
}

extension FeederState {
    /// What a house's voltage lies below its phase's at the transformer at the end of an interval.
    func drop(_ house: Int, _ number: Int) -> (volts: Double, ownAmperes: Double, phase: Int)? {
        guard let phase = self.phases[house][0], let own = self.houses[house][0].energy(number),
            let source = self.transformerVolts[phase.rawValue][number], let volts = self.houseVolts[house][0][number]
        else { return nil }
        return (source - volts, own / self.perAmpere, phase.rawValue)
    }

    /// How far the transformer's currents of the moment at which the voltages are read are from the interval's mean, A:
    /// what the mean currents do not say of voltages that are read at an instant.
    func momentaryAmperes(_ number: Int) -> (Double, Double, Double) {
        guard self.channels == 3 else { return (0, 0, 0) }
        func moment(_ phase: Int) -> Double {
            guard let amperes = self.transformerAmperes[phase][number],
                let energy = self.delivered[phase].energy(number)
            else { return 0 }
            return amperes - abs(energy) / self.perAmpere
        }
        return (moment(0), moment(1), moment(2))
    }
}
