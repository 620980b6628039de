import Metering
import Tariffs
import TestSupport

/// Random but valid tariffs and inputs, with quantities that often hit a limit exactly.
enum RandomTariff {
    /// Stretches of the day that bands and timed quantities are made of.
    static let stretches = [0, 360, 480, 720, 960, 1080, 1320].map(Int64.init)
    static let classes = ["domestic", "industry", "hospital"]

    static func make(_ random: inout SeededGenerator) -> Tariff {
        var lines: [TariffLine] = []
        for index in 0..<Int.random(in: 1...6, using: &random) {
            let names = lines.map(\.name).filter { _ in Bool.random(using: &random) }
            var kind = RandomLine.kind(&random, names: names)
            while kind.isExportCredit, lines.contains(where: \.kind.isExportCredit) {
                kind = RandomLine.kind(&random, names: names)
            }
            lines.append(
                TariffLine(
                    name: "line \(index)", kind: kind, rounding: RoundingRule.allCases.randomElement(using: &random)!,
                    quantity: RandomLine.quantity(&random, for: kind),
                    condition: Int.random(in: 0..<3, using: &random) == 0 ? RandomLine.condition(&random) : .always))
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
        var input = BillInput(
            quantity: self.quantity(&random),
            periodDays: Bool.random(using: &random) ? reference : Int64.random(in: 1...60, using: &random),
            referenceDays: reference, sanctionedLoadWatts: Int64.random(in: 0...20, using: &random) * 1000,
            carriedRemainderPaise: Int64.random(in: -100...100, using: &random))
        input.exported = self.quantity(&random)
        input.carriedExport = [0, self.quantity(&random)].randomElement(using: &random)!
        input.plantWatts = Int64.random(in: 0...10, using: &random) * 1000
        input.apparent = input.quantity + Int64.random(in: 1...100_000, using: &random)
        input.reactive = self.quantity(&random)
        input.maximumDemand = Int64.random(in: 0...20, using: &random) * 1000
        input.contractDemand = Int64.random(in: 1...20, using: &random) * 1000
        input.timed = self.timed(&random, of: input.quantity)
        input.usedAt = LocalMoment(
            day: DayClass.allCases.randomElement(using: &random)!, minute: Int64.random(in: 0...1439, using: &random))
        input.arrears = (0..<Int.random(in: 0...3, using: &random)).map { _ in
            Arrear(
                paise: Int64.random(in: 0...1_000_000, using: &random),
                daysLate: Int64.random(in: 0...60, using: &random),
                daysBilled: Int64.random(in: 0...40, using: &random))
        }
        input.consumerClasses = Set(self.classes.filter { _ in Bool.random(using: &random) })
        input.payment = PaymentMode.allCases.randomElement(using: &random)!
        input.paidPromptly = Bool.random(using: &random)
        return input
    }

    static func quantity(_ random: inout SeededGenerator) -> Int64 {
        Int64.random(in: 0...40, using: &random) * [1, 37, 1000, 25_000].randomElement(using: &random)!
    }

    static func timed(_ random: inout SeededGenerator, of quantity: Int64) -> [TimedQuantity] {
        var rest = quantity
        var timed: [TimedQuantity] = []
        for _ in 0..<Int.random(in: 1...12, using: &random) {
            let part = Int64.random(in: 0...rest, using: &random)
            rest -= part
            timed.append(self.timed(&random, part))
        }
        return timed + [self.timed(&random, rest)]
    }

    private static func timed(_ random: inout SeededGenerator, _ quantity: Int64) -> TimedQuantity {
        TimedQuantity(
            day: DayClass.allCases.randomElement(using: &random)!,
            window: RandomLine.window(Int.random(in: self.stretches.indices, using: &random)), quantity: quantity)
    }

    static func steps(_ random: inout SeededGenerator, rate: ClosedRange<Int64>) -> [SlabStep] {
        RandomLine.steps(&random, rate: rate)
    }
}

extension TariffLineKind {
    fileprivate var isExportCredit: Bool { if case .exportCredit = self { true } else { false } }
}
