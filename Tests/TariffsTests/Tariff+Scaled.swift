import Tariffs

/// Tariffs made from others, for properties.
extension Tariff {
    /// Limits and sums for `factor` reference periods.
    func scaled(by factor: Int64) -> Tariff {
        self.mapped { line in
            line.kind = line.kind.scaled(by: factor)
            line.condition.quantityAbove = line.condition.quantityAbove.map { $0 * factor }
            line.condition.quantityUpTo = line.condition.quantityUpTo.map { $0 * factor }
        }
    }

    /// A cap for each day knows how long a period is.
    var withoutDailyCaps: Tariff {
        self.mapped { line in
            guard case .exportCredit(var credit) = line.kind else { return }
            credit.capPerKilowattDay = nil
            line.kind = .exportCredit(credit)
        }
    }

    var withLargestRates: Tariff {
        let most = Tariff.largestRate
        return self.mapped { line in
            switch line.kind {
            case .perUnit: line.kind = .perUnit(rate: most)
            case .fixed: line.kind = .fixed(paise: most)
            case .fixedPerKilowatt: line.kind = .fixedPerKilowatt(paise: most)
            case .maximumDemand: line.kind = .maximumDemand(paise: most, leastBasisPoints: 100_000)
            case .excessDemand: line.kind = .excessDemand(paise: most, aboveBasisPoints: 1)
            case .minimum: line.kind = .minimum(paise: most)
            case .percentage(_, let names): line.kind = .percentage(basisPoints: 100_000, of: names)
            case .exportCredit:
                line.kind = .exportCredit(
                    ExportCredit(rate: most, carryUpTo: 1, capPerKilowattDay: 1_000_000_000_000_000))
            case .arrearsInterest: line.kind = .arrearsInterest(dailyMillionths: 1_000_000, graceDays: 0)
            case .slab, .perUnitBySlab, .fixedBySlab, .timeOfDayPercentage, .timeOfDayRate, .powerFactor, .rebate,
                .subsidy,
                .levy:
                break
            }
        }
    }

    private func mapped(_ change: (inout TariffLine) -> Void) -> Tariff {
        var tariff = self
        for index in tariff.lines.indices { change(&tariff.lines[index]) }
        return tariff
    }
}

extension TariffLineKind {
    fileprivate func scaled(by factor: Int64) -> TariffLineKind {
        switch self {
        case .slab(.stepLookUp, _), .perUnit, .percentage, .timeOfDayPercentage, .timeOfDayRate, .powerFactor,
            .arrearsInterest:
            self
        case .slab(let mode, let steps): .slab(mode: mode, steps: steps.limits(times: factor))
        case .perUnitBySlab(let steps): .perUnitBySlab(steps: steps.limits(times: factor))
        case .fixed(let paise): .fixed(paise: paise * factor)
        case .fixedPerKilowatt(let paise): .fixedPerKilowatt(paise: paise * factor)
        case .fixedBySlab(let steps):
            .fixedBySlab(
                steps: steps.limits(times: factor).map { SlabStep(upTo: $0.upTo, rate: $0.rate * factor) })
        case .minimum(let paise): .minimum(paise: paise * factor)
        case .maximumDemand(let paise, let least): .maximumDemand(paise: paise * factor, leastBasisPoints: least)
        case .excessDemand(let paise, let above): .excessDemand(paise: paise * factor, aboveBasisPoints: above)
        case .rebate(let measure, let cap): .rebate(measure.scaled(by: factor), capPaise: cap.map { $0 * factor })
        case .subsidy(let measure, let cap, let payer):
            .subsidy(measure.scaled(by: factor), capPaise: cap.map { $0 * factor }, paidBy: payer)
        case .exportCredit(let credit):
            .exportCredit(
                ExportCredit(
                    rate: credit.rate, carryUpTo: credit.carryUpTo * factor,
                    capPerKilowattDay: credit.capPerKilowattDay))
        case .levy(let measure, let receiver): .levy(measure.scaled(by: factor), collectedFor: receiver)
        }
    }
}

extension LineMeasure {
    fileprivate func scaled(by factor: Int64) -> LineMeasure {
        switch self {
        case .share: self
        case .steps(let steps): .steps(steps.limits(times: factor))
        case .sum(let paise): .sum(paise: paise * factor)
        }
    }
}

extension [SlabStep] {
    fileprivate func limits(times factor: Int64) -> [SlabStep] {
        self.map { SlabStep(upTo: $0.upTo.map { $0 * factor }, rate: $0.rate) }
    }
}
