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
        var phase: GridPhase
        /// Of all places together 1.
        var likelihood: Double
    }

    private static let most = 3000
    /// A row's errors go on for hours: what so many intervals say counts as one.
    private static let correlated = 3.0

    let state: FeederState
    /// On which it is by the balance; nil where one balance is that of all phases: the voltages tell that too.
    let phase: GridPhase?
    /// A of the load at intervals, in their order.
    let amperes: [(number: Int, amperes: Double)]

    /// Places with the logarithm of how likely each makes the voltages; empty where nothing can be said.
    func scores(_ pieces: inout Pieces) throws(Pieces.Unfinished) -> [Place] {
        guard self.state.network.knowsLines else { return [] }
        let responses = try self.responses(&pieces)
        guard responses.count >= 3 else { return [] }
        var places: [Place] = []
        for phase in self.phase.map({ [$0] }) ?? GridPhase.allCases {
            for first in stride(from: 0, to: self.state.network.busCount, by: Self.busesPerPiece) {
                let buses = first..<min(self.state.network.busCount, first + Self.busesPerPiece)
                places += try pieces.piece(6 * buses.count * responses.count) {
                    buses.map {
                        Place(bus: $0, phase: phase, likelihood: self.logLikelihood($0, phase.rawValue, responses))
                    }
                }
            }
        }
        return places
    }

    /// Places with how likely each is, best first.
    private static func places(_ scores: [Place]) -> [Place] {
        let best = scores.map(\.likelihood).max() ?? 0
        let places = scores.map { place in
            Place(bus: place.bus, phase: place.phase, likelihood: Elementary.exp(max(-700, place.likelihood - best)))
        }
        let sum = places.reduce(0) { $0 + $1.likelihood }
        return places.map { Place(bus: $0.bus, phase: $0.phase, likelihood: $0.likelihood / sum) }
            .sorted { $0.likelihood > $1.likelihood }
    }

    /// Where the load is, as far as the voltages tell.
    struct Found: Sendable {
        /// Houses by how near they are, in Ω over all likely places; empty where nothing can be said.
        var houses: [(house: Int, ohms: Double)] = []
        /// Nil where it could be on another one.
        var phase: GridPhase?
    }

    private static let sure = 0.9

    func found(_ scores: [Place]) -> Found {
        let places = Self.places(scores).filter { $0.likelihood > 0.001 }
        guard let best = places.first else { return Found() }
        let ofPhase = places.filter { $0.phase == best.phase }.reduce(0) { $0 + $1.likelihood }
        return Found(houses: self.houses(places), phase: ofPhase > Self.sure ? best.phase : nil)
    }

    private func houses(_ places: [Place]) -> [(house: Int, ohms: Double)] {
        self.state.houses.indices.map { house in
            let bus = self.state.network.houseBus[house]
            let ohms = places.reduce(0) { $0 + $1.likelihood * self.state.network.ohmsBetween($1.bus, bus) }
            return (house, ohms)
        }.sorted { ($0.ohms, $0.house) < ($1.ohms, $1.house) }
    }

    private static let busesPerPiece = 8

    private func logLikelihood(_ bus: Int, _ phase: Int, _ responses: [Response]) -> Double {
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
                        sum += self.logLikelihood(response, phase, sharing: ohms, hypothesis)
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
    private func logLikelihood(
        _ response: Response, _ phase: Int, sharing ohms: Double, _ hypothesis: Hypothesis
    ) -> Double {
        let shared = hypothesis.scale * ohms
        let expected: Double =
            switch (response.phase - phase + 3) % 3 {
            case 0: 2 * shared + hypothesis.common
            case 1: shared * (-0.5 - Network.sine * hypothesis.lag)
            default: shared * (-0.5 + Network.sine * hypothesis.lag)
            }
        let variance = response.deviation * response.deviation + 0.0001 + 0.02 * expected * expected
        let off = response.ohms - expected
        let surprise = 1 + off * off / variance / 4
        return -2.5 * Elementary.log(surprise) - Elementary.log(variance) / 2
    }

    private func responses(_ pieces: inout Pieces) throws(Pieces.Unfinished) -> [Response] {
        let numbers = self.amperes.suffix(Self.most)
        let moments = try pieces.piece(2 * numbers.count) {
            numbers.map { Moment(number: $0.number, load: $0.amperes, self.state) }
        }
        var found: [Response] = []
        for house in self.state.houses.indices where self.state.network.houseBus[house] > 0 {
            guard self.state.houses[house].count == 1, let phase = self.state.phases[house][0] else { continue }
            let response = try pieces.piece(moments.count / 4) { () -> Response? in
                self.samples(house, moments).solve().map {
                    Response(
                        house: house, phase: phase.rawValue, ohms: $0.value,
                        deviation: (Self.correlated * $0.variance).squareRoot())
                }
            }
            if let response { found.append(response) }
        }
        return found
    }

    private func samples(_ house: Int, _ moments: [Moment]) -> DropSamples {
        var samples = DropSamples(capacity: moments.count)
        for moment in moments {
            guard let drop = self.state.drop(house, moment.number) else { continue }
            let place = 3 * self.state.network.houseBus[house] + drop.phase
            let (a, b, c) = moment.amperes
            samples.take(
                (1, moment.load, moment.drops.straight[place], moment.drops.turned[place], drop.ownAmperes, a, b, c),
                drop.volts)
        }
        return samples
    }
}

/// What is the same for all houses at the end of an interval.
private struct Moment: Sendable {
    let number: Int
    /// A that no meter counts.
    let load: Double
    /// V at each bus.
    let drops: (straight: [Double], turned: [Double])
    /// Of the transformer's phases, beside their means.
    let amperes: (Double, Double, Double)

    init(number: Int, load: Double, _ state: FeederState) {
        self.number = number
        self.load = load
        self.drops = state.network.drops(state.currents(number))
        self.amperes = state.momentaryAmperes(number)
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
