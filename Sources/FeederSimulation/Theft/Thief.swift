import SeededNumbers

/// Puts one family's deed into a feeder.
struct Thief {
    /// Share of the feeder's energy that is taken, at least and at most.
    static let shares = 0.005...0.15
    private static let attempts = 40

    var random: SplitMix64
    let family: FeederFamily
    /// Mean of the feeder's load, in W.
    let mean: Double
    let onset: Int

    /// Does the family's deed to a feeder; nil for ordinary life.
    ///
    /// - Throws: where nobody on it suits the family.
    static func act(
        _ request: FeederRequest, on feeder: inout Feeder
    ) throws(FeederSimulationError) -> Theft? {
        guard request.family != .normal else { return nil }
        for attempt in 0..<self.attempts {
            var changed = feeder
            let random = SplitMix64(seed: request.seed, part: "theft \(attempt)")
            var thief = Thief(request.family, feeder, random: random)
            let theft = thief.act(on: &changed)
            guard !theft.kinds.isEmpty, self.shares.contains(abs(self.share(theft, changed))) else { continue }
            guard theft.factor.map({ $0 > 1 }) == true || self.share(theft, changed) > 0 else { continue }
            feeder = changed
            return theft
        }
        throw .noVictim(request.family)
    }

    /// Of the feeder's energy from the onset on.
    private static func share(_ theft: Theft, _ feeder: Feeder) -> Double {
        let drawn = feeder.drawnWatts
        let lost = theft.lost(feeder, delivered: drawn)[theft.step...].reduce(0, +)
        return lost / max(1, drawn[theft.step..<feeder.axis.steps].reduce(0) { $0 + max(0, $1) })
    }

    private init(_ family: FeederFamily, _ feeder: Feeder, random: SplitMix64) {
        (self.family, self.random) = (family, random)
        let steps = feeder.axis.steps
        let energy = feeder.customers.reduce(0) { $0 + max(0, $1.energy(0..<steps)) }
        self.mean = max(200, energy / (Double(steps) * TimeAxis.stepHours))
        let needsHistory = [.replay, .flat, .stealthySwap].contains(family)
        let isFromStart = self.random.isTrue(0.2) && !needsHistory
        self.onset = isFromStart ? 0 : Int(Double(steps) * self.random.uniform(0.28...0.68))
    }

    private mutating func act(on feeder: inout Feeder) -> Theft {
        var theft = Theft(self.family, step: self.onset)
        switch self.family {
        case .normal: break
        case .tap, .nightTap, .rampingTap, .intermittentTap, .seasonalPump: self.tap(&feeder, &theft)
        case .multiple:
            self.tap(&feeder, &theft)
            self.slow(&feeder, &theft)
            theft.kinds = [.unmeteredLoad, .underRegistration]
        case .bypass: self.bypass(&feeder, &theft)
        case .tamper, .stealthySwap: self.slow(&feeder, &theft)
        case .neutralTheft: self.limit(&feeder, &theft)
        case .brokenCTPhase: self.breakPhase(&feeder, &theft)
        case .balancedShift: self.shift(&feeder, &theft)
        case .overReporting: self.overbill(&feeder, &theft)
        case .replay: self.replay(&feeder, &theft)
        case .flat: self.flatten(&feeder, &theft)
        case .transformerAltered:
            let ratio = self.random.uniform(0.87...0.985)
            theft.alteration = TransformerAlteration(step: self.onset, ratio: ratio)
            theft.factor = ratio
            theft.kinds = [.underRegistration]
        }
        return theft
    }
}
