/// The transformer and the wires to the houses.
struct Feeder: Sendable {
    private let stream: UInt64
    private let noise: SeededNoise
    private let nominalVolts: Double
    private let resistanceOhms: [Double]
    private var street: StreetFlow?
    /// Where loads hang: one for each house on a street, else one for all.
    let poles: Int
    /// Loss without load for each phase, in mW; the phases add up to the scene's figure exactly.
    let noLoadMilliwatts: [Int64]

    init(line: Scene.Line, noise: SeededNoise) {
        let transformer = line.transformer
        self.stream = SeededNoise.stream(line.name + "/feeder")
        self.noise = noise
        self.nominalVolts = transformer?.nominalVolts ?? 230
        self.resistanceOhms = transformer?.resistanceOhms ?? [0, 0, 0]
        self.poles = transformer?.street == nil ? 1 : max(1, line.houses.count)
        let poles = self.poles
        self.street = transformer?.street.map { StreetFlow($0, poles: poles) }
        let loss = transformer?.noLoadMilliwatts ?? 0
        self.noLoadMilliwatts = (0..<3).map { (loss + $0) / 3 }
    }

    /// The network's voltage wanders by ±2 % within the hour.
    func sourceVolts(phase: Int, at milliseconds: Int64) -> Double {
        let wander = self.noise.smooth(self.stream ^ UInt64(phase + 1), at: milliseconds, period: 1_800_000)
        return self.nominalVolts * (0.98 + 0.04 * wander)
    }

    /// 50 Hz within ±0.05 Hz, in mHz.
    func millihertz(at milliseconds: Int64) -> Int64 {
        let wander = self.noise.smooth(SeededNoise.stream("frequency"), at: milliseconds, period: 300_000)
        return 49_950 + Int64((wander * 100).rounded())
    }

    /// The pole of the house at `index`.
    func pole(ofHouse index: Int) -> Int { self.poles == 1 ? 0 : index }

    /// What flows on each phase.
    ///
    /// - Parameter source: by phase, in V.
    mutating func flow(source: [Double], _ loads: PoleLoads) -> [PhaseFlow] {
        if let flows = self.street?.solve(source: source, loads) { return flows }
        return (0..<3).map { phase in
            let (milliwatts, millivars) = loads.sum(phase: phase)
            let drop = self.drop(phase: phase, source: source[phase], milliwatts: milliwatts, millivars: millivars)
            return PhaseFlow(lossMilliwatts: drop.lossMilliwatts, millivars: millivars, volts: [drop.volts])
        }
    }

    /// Voltage at the houses and what the wires lose where all hang at one point.
    ///
    /// The loads are one load S at the end of a resistance R: V² − Vs·V + R·S = 0, of which the upper root is the stable
    /// one.
    private func drop(
        phase: Int, source: Double, milliwatts: Int64, millivars: Int64
    ) -> (volts: Double, lossMilliwatts: Int64) {
        let (active, reactive) = (Double(milliwatts) / 1000, Double(millivars) / 1000)
        let apparent = (active * active + reactive * reactive).squareRoot()
        let resistance = self.resistanceOhms[phase]
        // Beyond the largest power that the wire can carry, voltage and loss stay at that point: a brown-out.
        let discriminant = max(0, source * source - 4 * resistance * apparent)
        let volts = (source + discriminant.squareRoot()) / 2
        let amperes = min(apparent / volts, resistance > 0 ? source / (2 * resistance) : .infinity)
        return (volts, Int64((resistance * amperes * amperes * 1000).rounded()))
    }
}
