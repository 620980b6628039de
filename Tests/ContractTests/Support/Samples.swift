import Ledger
import Metering
import Tariffs

enum Samples {
    /// Monday 2026-01-05, local midnight in India.
    static let start = UTCTime(seconds: 1_767_551_400)

    static let rajasthan = Tariff(
        label: "RJ domestic LT 2025-26", authority: "RERC", orderNumber: "2025-10-03", standing: .illustrative,
        unit: .wattHour,
        lines: [
            TariffLine(
                name: "energy",
                kind: .slab(
                    mode: .telescopic,
                    steps: [
                        SlabStep(upTo: 50_000, rate: 475_000), SlabStep(upTo: 150_000, rate: 600_000),
                        SlabStep(upTo: 500_000, rate: 700_000), SlabStep(upTo: nil, rate: 750_000),
                    ])),
            TariffLine(
                name: "fixed",
                kind: .fixedBySlab(steps: [
                    SlabStep(upTo: 150_000, rate: 15_000), SlabStep(upTo: 300_000, rate: 30_000),
                    SlabStep(upTo: nil, rate: 80_000),
                ])),
            TariffLine(
                name: "surcharge",
                kind: .perUnitBySlab(steps: [
                    SlabStep(upTo: 100_000, rate: 70_000), SlabStep(upTo: nil, rate: 100_000),
                ])),
            TariffLine(name: "duty", kind: .perUnit(rate: 40_000)),
        ])

    /// 10 ₹ for each kWh and nothing else.
    static let flat = Tariff(
        label: "flat", authority: "test", orderNumber: "1", standing: .ordered, unit: .wattHour,
        lines: [TariffLine(name: "energy", kind: .perUnit(rate: 1_000_000))])

    /// Every kind of line and rounding.
    static let everyLine = Tariff(
        label: "every line", authority: "test", orderNumber: "2", standing: .ordered, unit: .wattHour,
        lines: [
            TariffLine(
                name: "a",
                kind: .slab(mode: .wholeVolume, steps: [SlabStep(upTo: 5, rate: 1), SlabStep(upTo: nil, rate: 2)])),
            TariffLine(
                name: "b", kind: .slab(mode: .stepLookUp, steps: [SlabStep(upTo: nil, rate: 2)]), rounding: .floor),
            TariffLine(name: "c", kind: .fixed(paise: 3)), TariffLine(name: "d", kind: .fixedPerKilowatt(paise: 4)),
            TariffLine(name: "e", kind: .minimum(paise: 5), rounding: .ceiling),
            TariffLine(name: "f", kind: .percentage(basisPoints: -1000, of: ["a", "c"])),
            TariffLine(name: "g", kind: .perUnit(rate: 7)),
            TariffLine(name: "h", kind: .perUnitBySlab(steps: [SlabStep(upTo: nil, rate: 2)])),
            TariffLine(name: "i", kind: .fixedBySlab(steps: [SlabStep(upTo: nil, rate: 2)])),
        ], totalRounding: .multiple(paise: 100, rule: .halfUp))

    /// Three-hour periods, billed after a quarter of an hour, due an hour later, noticed for two hours.
    static let policy = Policy(
        isIllustrative: true, billingPeriodSeconds: 10_800, billingGraceSeconds: 900, dueSeconds: 3600,
        noticePeriod: .seconds(7200), balanceGraceSeconds: 900, switchingStartMinute: 0, switchingEndMinute: 1440,
        switchingWeekdays: 0x7f, freshnessSeconds: 1800, maximumOrdersPerDay: 100, collectorWatermarkSeconds: 0,
        arrearsFloorPaise: 100, noticeDelivery: .recorded)

    static let loss = LossAllowance(
        fixedThousandthsPerHour: 40_000, basisPoints: 200, toleranceBasisPoints: 100, threshold: 500)
}
