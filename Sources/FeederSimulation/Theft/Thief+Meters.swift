import SeededNumbers

/// Meters that tell other than what flows through them, or are passed by.
extension Thief {
    /// A customer of whom these deeds take an amount that matters, or the one of whom they take most.
    ///
    /// - Parameter taken: the share of a customer's energy that is taken.
    private mutating func victim(
        _ feeder: Feeder, taken: Double, where suits: (Customer) -> Bool = { !$0.hasGeneration }
    ) -> Int? {
        let steps = self.onset..<feeder.axis.steps
        let scale = taken / (self.mean * Double(steps.count) * TimeAxis.stepHours)
        let shares = feeder.customers.indices.filter { suits(feeder.customers[$0]) }
            .map { (number: $0, share: feeder.customers[$0].energy(steps) * scale) }
        let fitting = shares.filter { Self.shares.contains(abs($0.share)) }
        if !fitting.isEmpty { return self.random.pick(fitting).number }
        return shares.max { ($0.share, $1.number) < ($1.share, $0.number) }?.number
    }

    private func change(_ customer: inout Customer, _ rule: (_ step: Int, _ watts: Double) -> Double) {
        for phase in customer.metered.indices {
            for step in self.onset..<customer.metered[phase].watts.count {
                customer.metered[phase].watts[step] = rule(step, customer.metered[phase].watts[step])
            }
        }
    }

    mutating func slow(_ feeder: inout Feeder, _ theft: inout Theft) {
        let isSwap = self.family == .stealthySwap
        let factor = self.random.uniform(isSwap ? 0.45...0.85 : 0.25...0.9)
        guard let number = self.victim(feeder, taken: 1 - factor) else { return }
        (theft.customer, theft.factor, theft.kinds) = (number, factor, [.underRegistration])
        self.change(&feeder.customers[number]) { _, watts in watts > 0 ? watts * factor : watts }
        guard isSwap else { return }
        theft.replacement = MeterReplacement(
            customer: number, step: self.onset, kind: .unrecorded,
            initial: self.random.pick([nil, nil, 0, self.random.uniform(1e3...9e6).rounded()]),
            gain: feeder.meters[number].gain)
    }

    mutating func bypass(_ feeder: inout Feeder, _ theft: inout Theft) {
        let fraction = self.random.uniform(0.3...0.95)
        guard let number = self.victim(feeder, taken: fraction) else { return }
        (theft.customer, theft.fraction) = (number, fraction)
        theft.kinds = [.underRegistration, .unmeteredLoad]
        var open = Array(repeating: true, count: feeder.axis.allSteps)
        if self.random.isTrue(0.5) {
            // The switch behind the meter is used by night, or as somebody thinks of it.
            let byNight = self.random.isTrue(0.5)
            var step = 0
            while !byNight, step < open.count {
                step += self.random.integer(60...500)
                for closed in step..<(step + self.random.integer(40...300)) where closed < open.count {
                    open[closed] = false
                }
                step += 300
            }
            for step in open.indices where byNight {
                let hour = feeder.site.hour(step: step)
                open[step] = hour >= 18.5 || hour < 6.5
            }
        }
        self.change(&feeder.customers[number]) { step, watts in open[step] ? watts * (1 - fraction) : watts }
    }

    mutating func limit(_ feeder: inout Feeder, _ theft: inout Theft) {
        let factor = self.random.uniform(0.1...0.5)
        guard let number = self.victim(feeder, taken: (1 - factor) / 2) else { return }
        let customer = feeder.customers[number]
        let mean =
            customer.energy(0..<feeder.axis.steps) / (Double(feeder.axis.steps) * TimeAxis.stepHours)
            / Double(customer.phases.count)
        let threshold = max(120, mean * self.random.uniform(0.9...1.8))
        (theft.customer, theft.factor) = (number, factor)
        theft.kinds = [.underRegistration, .unmeteredLoad]
        self.change(&feeder.customers[number]) { _, watts in
            watts > threshold ? threshold + (watts - threshold) * factor : watts
        }
    }

    mutating func breakPhase(_ feeder: inout Feeder, _ theft: inout Theft) {
        guard let number = self.victim(feeder, taken: 1.0 / 3, where: \.isThreePhase) else { return }
        let phase = self.random.integer(0...2)
        let rest = self.random.isTrue(0.6) ? 0 : self.random.uniform(0.02...0.4)
        (theft.customer, theft.brokenPhase, theft.kinds) = (number, phase, [.underRegistration])
        for step in self.onset..<feeder.axis.allSteps { feeder.customers[number].metered[phase].watts[step] *= rest }
    }

    mutating func shift(_ feeder: inout Feeder, _ theft: inout Theft) {
        let factor = self.random.uniform(0.3...0.8)
        guard let slowed = self.victim(feeder, taken: 1 - factor, where: { !$0.isThreePhase && !$0.hasGeneration })
        else { return }
        let own = feeder.customers[slowed].phases
        let samePhase = self.random.isTrue(0.5)
        let others = feeder.customers.indices.filter {
            let other = feeder.customers[$0]
            return $0 != slowed && !other.isThreePhase && !other.hasGeneration && (other.phases == own) == samePhase
        }
        guard !others.isEmpty else { return }
        let billed = self.random.pick(others)
        (theft.customer, theft.billed, theft.factor) = (slowed, billed, factor)
        theft.kinds = [.underRegistration, .overRegistration, .tamperedSeries]
        for step in self.onset..<feeder.axis.allSteps {
            let watts = feeder.customers[slowed].metered[0].watts[step]
            feeder.customers[slowed].metered[0].watts[step] = watts * factor
            feeder.customers[billed].metered[0].watts[step] += watts * (1 - factor)
        }
    }

    mutating func overbill(_ feeder: inout Feeder, _ theft: inout Theft) {
        let factor = self.random.uniform(1.08...1.6)
        guard let number = self.victim(feeder, taken: factor - 1) else { return }
        (theft.customer, theft.factor, theft.kinds) = (number, factor, [.overRegistration])
        self.change(&feeder.customers[number]) { _, watts in watts * factor }
    }

    mutating func replay(_ feeder: inout Feeder, _ theft: inout Theft) {
        let length = self.random.pick([1, 1, 2, 3, 7]) * TimeAxis.stepsPerDay
        guard let number = self.victim(feeder, taken: 0.35), self.onset >= length else { return }
        let customer = feeder.customers[number]
        // The thriftiest of the days before.
        let firsts = stride(
            from: self.onset - length, through: max(0, self.onset - 14 * TimeAxis.stepsPerDay), by: -288)
        let first = firsts.min { customer.energy($0..<$0 + length) < customer.energy($1..<$1 + length) }
        guard let first else { return }
        (theft.customer, theft.kinds) = (number, [.tamperedSeries, .underRegistration])
        for phase in customer.phases.indices {
            for step in self.onset..<feeder.axis.allSteps {
                feeder.customers[number].metered[phase].watts[step] =
                    customer.metered[phase].watts[first + (step - self.onset) % length]
            }
        }
    }

    mutating func flatten(_ feeder: inout Feeder, _ theft: inout Theft) {
        let factor = self.random.uniform(0.25...0.75)
        guard let number = self.victim(feeder, taken: 1 - factor) else { return }
        let customer = feeder.customers[number]
        let hours = Double(self.onset) * TimeAxis.stepHours
        (theft.customer, theft.kinds) = (number, [.tamperedSeries, .underRegistration])
        for phase in customer.phases.indices {
            let mean = factor * customer.net[phase].energy(0..<self.onset) / hours
            for step in self.onset..<feeder.axis.allSteps {
                feeder.customers[number].metered[phase].watts[step] = max(30, mean)
            }
        }
    }
}
