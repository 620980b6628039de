import Metering
import Tariffs

extension Samples {
    private static let bands = [
        TimeBand(windows: [MinuteWindow(from: 0, to: 360), MinuteWindow(from: 1320, to: 1440)], value: -500),
        TimeBand(days: [.sunday, .holiday], windows: [MinuteWindow(from: 360, to: 1320)], value: 1000),
    ]

    /// Every kind of line that a bill may need more for than the quantity.
    static let everyKind = Tariff(
        label: "every kind", authority: "test", orderNumber: "3", standing: .ordered, unit: .wattHour,
        lines: [
            TariffLine(name: "energy", kind: .perUnit(rate: 600_000), quantity: .apparent),
            TariffLine(name: "net", kind: .perUnit(rate: 1), rounding: .ceiling, quantity: .net),
            TariffLine(name: "time share", kind: .timeOfDayPercentage(bands: bands, of: ["energy"])),
            TariffLine(name: "time rate", kind: .timeOfDayRate(bands: bands)),
            TariffLine(name: "demand", kind: .maximumDemand(paise: 25_000, leastBasisPoints: 7500)),
            TariffLine(name: "excess", kind: .excessDemand(paise: 37_500, aboveBasisPoints: 10_500)),
            TariffLine(
                name: "factor",
                kind: .powerFactor(
                    steps: [
                        PowerFactorStep(below: 9000, basisPoints: 500), PowerFactorStep(below: nil, basisPoints: -100),
                    ], of: ["energy"])),
            TariffLine(
                name: "rebate", kind: .rebate(.share(basisPoints: 200, of: ["energy"]), capPaise: 5000),
                condition: LineCondition(payment: .prepaid)),
            TariffLine(
                name: "prompt", kind: .rebate(.sum(paise: 100), capPaise: nil),
                condition: LineCondition(needsPromptPayment: true)),
            TariffLine(
                name: "subsidy",
                kind: .subsidy(
                    .steps([SlabStep(upTo: 500, rate: 9), SlabStep(upTo: nil, rate: 0)]), capPaise: nil,
                    paidBy: "State"),
                condition: LineCondition(
                    classes: ["bpl"], exemptClasses: ["school"], loadAbove: 1, loadUpTo: 5, quantityAbove: 2,
                    quantityUpTo: 9)),
            TariffLine(
                name: "surplus",
                kind: .exportCredit(ExportCredit(rate: 300_000, carryUpTo: 100_000, capPerKilowattDay: 4800))),
            TariffLine(name: "late", kind: .arrearsInterest(dailyMillionths: 500, graceDays: 7)),
            TariffLine(
                name: "levy", kind: .levy(.share(basisPoints: 600, of: ["energy"]), collectedFor: "State"),
                condition: LineCondition(
                    days: [.weekday, .saturday], windows: [MinuteWindow(from: 480, to: 1020)])),
        ], totalRounding: .multiple(paise: 100, rule: .halfUp), source: "made up",
        validFrom: CivilDate(daysSinceEpoch: 20_454), validTo: CivilDate(daysSinceEpoch: 20_818))

    /// What every line of ``everyKind`` needs.
    static var everyNeed: BillInput {
        var input = BillInput(quantity: 90_000, sanctionedLoadWatts: 5)
        (input.exported, input.plantWatts, input.apparent) = (300_000, 1000, 100_000)
        (input.maximumDemand, input.contractDemand) = (12_000, 10_000)
        input.timed = [
            TimedQuantity(day: .sunday, window: MinuteWindow(from: 360, to: 420), quantity: 30_000),
            TimedQuantity(day: .weekday, window: MinuteWindow(from: 0, to: 60), quantity: 60_000),
        ]
        input.usedAt = LocalMoment(day: .weekday, minute: 600)
        input.arrears = [Arrear(paise: 100_000, daysLate: 17)]
        (input.payment, input.paidPromptly, input.consumerClasses) = (.prepaid, true, ["bpl"])
        return input
    }
}
