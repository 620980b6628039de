import SeededNumbers

/// What the meters of one feeder have in common: a utility buys them by the hundred.
struct MeterFleet: Sendable {
    let resolution: Int
    let modulus: Int
    /// Share of houses whose meter tells no voltage.
    let voltageless: Double
    /// How far the gains of one delivery lie from 1 together.
    let bias: Double

    init(random: inout SplitMix64) {
        self.resolution = random.pick(weighted: [(1, 3), (10, 5), (100, 1.2)])
        self.modulus = random.pick(weighted: [(1_000_000_000, 7), (100_000_000, 2), (10_000_000, 1)])
        self.voltageless = random.pick(weighted: [(0, 6), (0.15, 2), (1, 0.6)])
        self.bias = random.normal(0, 0.001_5, in: -0.004...0.004)
    }
}

/// One house's meter, with its errors.
struct MeterModel: Sendable {
    let accuracyClass: String
    /// Registered over true energy, at 23 °C.
    let gain: Double
    /// Change of the gain per K.
    let temperatureCoefficient: Double
    /// In W on one phase, below which nothing is registered.
    let startWatts: Double
    /// What it draws itself before its own measurement, in W.
    let ownWatts: Double
    let voltageGain: Double
    let hasVoltage: Bool
    /// The feeder's phase that its first phase is connected to; three-phase meters alone.
    let rotation: Int
    /// Wh.
    let resolution: Int
    /// Wh.
    let modulus: Int
    /// Ahead of UTC at the start, in s, and what that gains in a day.
    let clockOffset: Double
    let clockDrift: Double

    init(for customer: Customer, of fleet: MeterFleet, random: inout SplitMix64) {
        self.accuracyClass = random.pick(weighted: [("1.0", 8), ("2.0", 1), ("0.5S", customer.isThreePhase ? 2 : 0)])
        self.gain = Self.gain(ofClass: self.accuracyClass, bias: fleet.bias, &random)
        self.temperatureCoefficient = random.normal(0, 0.000_15)
        self.startWatts = random.uniform(0.6...4.6)
        self.ownWatts = random.uniform(0.8...1.5)
        self.voltageGain = random.normal(1, 0.001_5, in: 0.995...1.005)
        self.hasVoltage = !random.isTrue(fleet.voltageless)
        self.rotation = customer.isThreePhase && random.isTrue(0.2) ? random.integer(1...2) : 0
        (self.resolution, self.modulus) = (fleet.resolution, fleet.modulus)
        self.clockOffset = random.normal(0, 14, in: -40...40)
        self.clockDrift = random.normal(0, 0.25, in: -0.6...0.6)
    }

    /// Within the class's limit, most of them far within.
    static func gain(ofClass name: String, bias: Double = 0, _ random: inout SplitMix64) -> Double {
        let limit = name == "2.0" ? 0.02 : name == "0.5S" ? 0.005 : 0.01
        return 1 + random.normal(bias, limit * 0.42, in: -limit...limit)
    }
}

/// The transformer and its meter with current transformers.
struct TransformerModel: Sendable {
    let ratedKVA: Int
    let ctPrimary: Int
    /// Of each phase, in Ω.
    let impedance: Phasor
    /// Registered over true energy of each phase at rated current.
    let gains: [Double]
    /// How much less is registered towards no current, of each phase.
    let lowCurrentErrors: [Double]
    let voltageGains: [Double]
    let hasExport: Bool
    let hasTotalOnly: Bool
    let resolution: Int
    let modulus = 1_000_000_000
    let clockOffset: Double
    let clockDrift: Double

    private static let ratings = [16, 25, 40, 63, 100, 160, 250, 400]
    private static let primaries = [50, 75, 100, 150, 200, 250, 300, 400, 500, 600]

    init(peakWatts: Double, hasGeneration: Bool, random: inout SplitMix64) {
        let rated = Self.ratings.first { Double($0) >= peakWatts / 1000 * 1.15 } ?? 400
        let amperes = Double(rated) * 1000 / (3 * 230)
        self.ratedKVA = rated
        self.ctPrimary = Self.primaries.first { Double($0) >= amperes * 1.2 } ?? 600
        let base = 400.0 * 400 / (Double(rated) * 1000)
        self.impedance = base * Phasor(random.uniform(0.012...0.022), random.uniform(0.033...0.042))
        let meter = random.normal(1, 0.002, in: 0.995...1.005)
        self.gains = (0..<3).map { _ in meter * random.normal(1, 0.002_2, in: 0.995...1.005) }
        self.lowCurrentErrors = (0..<3).map { _ in random.normal(0.003, 0.002, in: -0.002...0.008) }
        self.voltageGains = (0..<3).map { _ in random.normal(1, 0.001, in: 0.997...1.003) }
        self.hasExport = hasGeneration
        self.hasTotalOnly = random.isTrue(0.1)
        self.resolution = random.pick([10, 10, 10, 100])
        self.clockOffset = random.normal(0, 8, in: -30...30)
        self.clockDrift = random.normal(0, 0.1, in: -0.4...0.4)
    }

    /// Registered over true energy at a current in A.
    func gain(phase: Int, amperes: Double) -> Double {
        let load = amperes / Double(self.ctPrimary)
        return self.gains[phase] - self.lowCurrentErrors[phase] * max(0, 1 - load / 0.2)
    }
}
