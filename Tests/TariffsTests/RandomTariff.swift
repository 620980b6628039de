import Metering
import Tariffs
import TestSupport

/// Random but valid tariffs and inputs, with quantities that often hit a limit exactly.
enum RandomTariff {
    static func make(_ random: inout SeededGenerator) -> Tariff {
        var lines: [TariffLine] = []
        for index in 0..<Int.random(in: 1...6, using: &random) {
            let names = lines.map(\.name).filter { _ in Bool.random(using: &random) }
            lines.append(
                TariffLine(
                    name: "line \(index)", kind: self.kind(&random, names: names),
                    rounding: RoundingRule.allCases.randomElement(using: &random)!))
        }
        return Tariff(
            label: "random", authority: "test", orderNumber: "1", standing: .illustrative, unit: .wattHour,
            lines: lines,
            totalRounding: Bool.random(using: &random)
                ? .none
                : .multiple(
                    paise: [1, 7, 100].randomElement(using: &random)!,
                    rule: RoundingRule.allCases.randomElement(using: &random)!))
    }

    static func input(_ random: inout SeededGenerator) -> BillInput {
        let reference = Int64.random(in: 1...60, using: &random)
        return BillInput(
            quantity: Int64.random(in: 0...40, using: &random)
                * [1, 37, 1000, 25_000].randomElement(using: &random)!,
            periodDays: Bool.random(using: &random) ? reference : Int64.random(in: 1...60, using: &random),
            referenceDays: reference, sanctionedLoadWatts: Int64.random(in: 0...20_000, using: &random),
            carriedRemainderPaise: Int64.random(in: -100...100, using: &random))
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

    private static func kind(_ random: inout SeededGenerator, names: [String]) -> TariffLineKind {
        let rates: ClosedRange<Int64> = 0...2_000_000
        let sums: ClosedRange<Int64> = 0...100_000
        switch Int.random(in: names.isEmpty ? 1...8 : 0...8, using: &random) {
        case 0: return .percentage(basisPoints: Int64.random(in: -10_000...100_000, using: &random), of: names)
        case 1: return .slab(mode: .telescopic, steps: self.steps(&random, rate: rates))
        case 2: return .slab(mode: .wholeVolume, steps: self.steps(&random, rate: rates))
        case 3: return .slab(mode: .stepLookUp, steps: self.steps(&random, rate: sums))
        case 4: return .perUnit(rate: Int64.random(in: rates, using: &random))
        case 5: return .fixedBySlab(steps: self.steps(&random, rate: sums))
        case 6: return .fixedPerKilowatt(paise: Int64.random(in: sums, using: &random))
        case 7: return .minimum(paise: Int64.random(in: sums, using: &random))
        default: return .fixed(paise: Int64.random(in: sums, using: &random))
        }
    }
}
