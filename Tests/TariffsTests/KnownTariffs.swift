import Metering
import Tariffs

/// Tariffs whose bills are known from press reports of the orders.
enum KnownTariffs {
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
                        SlabStep(upTo: 300_000, rate: 700_000), SlabStep(upTo: 500_000, rate: 700_000),
                        SlabStep(upTo: nil, rate: 750_000),
                    ])),
            TariffLine(
                name: "fixed",
                kind: .fixedBySlab(steps: [
                    SlabStep(upTo: 150_000, rate: 15_000), SlabStep(upTo: 300_000, rate: 30_000),
                    SlabStep(upTo: 500_000, rate: 50_000), SlabStep(upTo: nil, rate: 80_000),
                ])),
            TariffLine(
                name: "surcharge",
                kind: .perUnitBySlab(steps: [
                    SlabStep(upTo: 100_000, rate: 70_000), SlabStep(upTo: nil, rate: 100_000),
                ])),
            TariffLine(name: "duty", kind: .perUnit(rate: 40_000)),
        ])

    static let delhiWater = Tariff(
        label: "Delhi water 2013", authority: "DJB", orderNumber: "2013", standing: .illustrative, unit: .litre,
        lines: [
            TariffLine(
                name: "service",
                kind: .fixedBySlab(steps: [SlabStep(upTo: 20_000, rate: 0), SlabStep(upTo: nil, rate: 18_150)])),
            TariffLine(
                name: "water",
                kind: .slab(
                    mode: .wholeVolume,
                    steps: [SlabStep(upTo: 20_000, rate: 0), SlabStep(upTo: nil, rate: 1_815_000)])),
            TariffLine(name: "sewerage", kind: .percentage(basisPoints: 6000, of: ["water"])),
            TariffLine(
                name: "increase", kind: .percentage(basisPoints: 1000, of: ["service", "water", "sewerage"])),
        ])

    static let delhiMetro = Tariff(
        label: "Delhi Metro 2025", authority: "DMRC", orderNumber: "2025-08-25", standing: .illustrative, unit: .metre,
        lines: [
            TariffLine(
                name: "fare",
                kind: .slab(
                    mode: .stepLookUp,
                    steps: [
                        SlabStep(upTo: 2000, rate: 1100), SlabStep(upTo: 5000, rate: 2100),
                        SlabStep(upTo: 12_000, rate: 3200), SlabStep(upTo: 21_000, rate: 4300),
                        SlabStep(upTo: 32_000, rate: 5400), SlabStep(upTo: nil, rate: 6400),
                    ]))
        ])

    /// A tariff of one line, for tests of that line.
    static func single(_ kind: TariffLineKind, rounding: RoundingRule = .halfUp) -> Tariff {
        Tariff(
            label: "test", authority: "test", orderNumber: "1", standing: .illustrative, unit: .wattHour,
            lines: [TariffLine(name: "line", kind: kind, rounding: rounding)])
    }
}
