import Tariffs
import TestSupport

/// Random lines of tariffs, each valid by itself.
enum RandomLine {
    static let rates: ClosedRange<Int64> = 0...2_000_000
    static let sums: ClosedRange<Int64> = 0...100_000

    static func kind(_ random: inout SeededGenerator, names: [String]) -> TariffLineKind {
        switch Int.random(in: names.isEmpty ? 3...16 : 0...16, using: &random) {
        case 0: .percentage(basisPoints: Int64.random(in: -10_000...100_000, using: &random), of: names)
        case 1: .timeOfDayPercentage(bands: self.bands(&random, -10_000...20_000), of: names)
        case 2: .powerFactor(steps: self.powerFactorSteps(&random), of: names)
        case 3: .slab(mode: .telescopic, steps: self.steps(&random, rate: self.rates))
        case 4: .slab(mode: .wholeVolume, steps: self.steps(&random, rate: self.rates))
        case 5: .slab(mode: .stepLookUp, steps: self.steps(&random, rate: self.sums))
        case 6: .perUnit(rate: Int64.random(in: self.rates, using: &random))
        case 7: .fixedBySlab(steps: self.steps(&random, rate: self.sums))
        case 8: .fixedPerKilowatt(paise: Int64.random(in: self.sums, using: &random))
        case 9: .minimum(paise: Int64.random(in: self.sums, using: &random))
        case 10: .fixed(paise: Int64.random(in: self.sums, using: &random))
        case 11: .timeOfDayRate(bands: self.bands(&random, -100_000...1_000_000))
        case 12:
            .maximumDemand(
                paise: Int64.random(in: self.sums, using: &random),
                leastBasisPoints: [0, 7500, 10_000].randomElement(using: &random)!)
        case 13:
            .excessDemand(
                paise: Int64.random(in: self.sums, using: &random),
                aboveBasisPoints: [0, 10_000, 10_500].randomElement(using: &random)!)
        default: self.credit(&random, names: names)
        }
    }

    private static func credit(_ random: inout SeededGenerator, names: [String]) -> TariffLineKind {
        let cap = Bool.random(using: &random) ? nil : Int64.random(in: self.sums, using: &random)
        let measure = self.measure(&random, names: names)
        return switch Int.random(in: 0..<5, using: &random) {
        case 0: .rebate(measure, capPaise: cap)
        case 1: .subsidy(measure, capPaise: cap, paidBy: "somebody")
        case 2:
            .exportCredit(
                ExportCredit(
                    rate: Int64.random(in: self.rates, using: &random),
                    carryUpTo: Int64.random(in: 0...200_000, using: &random),
                    capPerKilowattDay: Bool.random(using: &random) ? nil : Int64.random(in: 0...5000, using: &random)))
        case 3:
            .arrearsInterest(
                dailyMillionths: Int64.random(in: 0...2000, using: &random),
                graceDays: Int64.random(in: 0...30, using: &random))
        default: .levy(measure, collectedFor: "somebody")
        }
    }

    static func measure(_ random: inout SeededGenerator, names: [String]) -> LineMeasure {
        switch Int.random(in: names.isEmpty ? 1...2 : 0...2, using: &random) {
        case 0: .share(basisPoints: Int64.random(in: 0...20_000, using: &random), of: names)
        case 1: .steps(self.steps(&random, rate: self.rates))
        default: .sum(paise: Int64.random(in: self.sums, using: &random))
        }
    }

    static func quantity(_ random: inout SeededGenerator, for kind: TariffLineKind) -> BillQuantity {
        switch kind {
        case .slab, .perUnit, .perUnitBySlab, .fixedBySlab, .rebate(.steps, _), .subsidy(.steps, _, _),
            .levy(.steps, _):
            BillQuantity.allCases.randomElement(using: &random)!
        case .fixed, .fixedPerKilowatt, .minimum, .percentage, .timeOfDayPercentage, .timeOfDayRate, .maximumDemand,
            .excessDemand, .powerFactor, .rebate, .subsidy, .exportCredit, .arrearsInterest, .levy:
            .used
        }
    }

    static func condition(_ random: inout SeededGenerator) -> LineCondition {
        var condition = LineCondition.always
        switch Int.random(in: 0..<8, using: &random) {
        case 0: condition.classes = [RandomTariff.classes.randomElement(using: &random)!]
        case 1: condition.exemptClasses = [RandomTariff.classes.randomElement(using: &random)!]
        case 2: condition.loadAbove = Int64.random(in: 0...20, using: &random) * 1000
        case 3: condition.loadUpTo = Int64.random(in: 0...20, using: &random) * 1000
        case 4: condition.quantityAbove = RandomTariff.quantity(&random)
        case 5: condition.quantityUpTo = RandomTariff.quantity(&random)
        case 6:
            condition.payment = PaymentMode.allCases.randomElement(using: &random)
            condition.needsPromptPayment = Bool.random(using: &random)
        default:
            condition.days = self.days(&random)
            condition.windows = self.windows([0, 2, 3])
        }
        return condition
    }

    static func steps(_ random: inout SeededGenerator, rate: ClosedRange<Int64>) -> [SlabStep] {
        var limit: Int64 = 0
        var steps: [SlabStep] = []
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            limit += Int64.random(in: 1...12, using: &random) * [1, 25_000].randomElement(using: &random)!
            steps.append(SlabStep(upTo: limit, rate: Int64.random(in: rate, using: &random)))
        }
        return steps + [SlabStep(upTo: nil, rate: Int64.random(in: rate, using: &random))]
    }

    private static func powerFactorSteps(_ random: inout SeededGenerator) -> [PowerFactorStep] {
        var below: Int64 = 0
        var steps: [PowerFactorStep] = []
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            below += Int64.random(in: 1...2500, using: &random)
            steps.append(PowerFactorStep(below: below, basisPoints: Int64.random(in: -500...500, using: &random)))
        }
        return steps + [PowerFactorStep(below: nil, basisPoints: Int64.random(in: -500...500, using: &random))]
    }

    // MARK: time

    private static func bands(_ random: inout SeededGenerator, _ values: ClosedRange<Int64>) -> [TimeBand] {
        // Each stretch of the day belongs to one band at most, or to two on different days.
        var bands: [TimeBand] = []
        for half in [[0, 1, 5], [2, 3], [4]] where Bool.random(using: &random) || bands.isEmpty {
            let days = self.days(&random)
            bands.append(
                TimeBand(days: days, windows: self.windows(half), value: Int64.random(in: values, using: &random)))
            let others = DayClasses.every.subtracting(days)
            guard !others.isEmpty, Bool.random(using: &random) else { continue }
            bands.append(
                TimeBand(days: others, windows: self.windows(half), value: Int64.random(in: values, using: &random)))
        }
        return bands
    }

    private static func days(_ random: inout SeededGenerator) -> DayClasses {
        DayClasses(rawValue: UInt8.random(in: 1...15, using: &random))
    }

    private static func windows(_ stretches: [Int]) -> [MinuteWindow] { stretches.map(self.window) }

    static func window(_ index: Int) -> MinuteWindow {
        let starts = RandomTariff.stretches
        return MinuteWindow(from: starts[index], to: index + 1 < starts.count ? starts[index + 1] : 1440)
    }
}
