import Metering
import Tariffs

enum Samples {
    /// A tariff of one line, for tests of that line.
    static func single(_ kind: TariffLineKind, rounding: RoundingRule = .halfUp) -> Tariff {
        Tariff(
            label: "test", authority: "test", orderNumber: "1", standing: .illustrative, unit: .wattHour,
            lines: [TariffLine(name: "line", kind: kind, rounding: rounding)])
    }
}
