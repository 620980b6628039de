import Metering

/// The unit that a tariff is written in: its limits and rates are for one of it.
struct TariffUnit: Sendable {
    /// As files, commands and reports write it.
    let name: String
    let base: Metering.Unit
    /// Base units in one.
    let scale: Int64

    static let all = [
        TariffUnit(name: "kWh", base: .wattHour, scale: 1000),
        TariffUnit(name: "kVAh", base: .voltAmpereHour, scale: 1000),
        TariffUnit(name: "kvarh", base: .varHour, scale: 1000),
        TariffUnit(name: "kL", base: .litre, scale: 1000),
        TariffUnit(name: "km", base: .metre, scale: 1000),
        TariffUnit(name: "count", base: .none, scale: 1),
    ]

    init(name: String, base: Metering.Unit, scale: Int64) {
        (self.name, self.base, self.scale) = (name, base, scale)
    }

    /// The unit of a base unit; a plain count for one that no tariff has.
    init(_ base: Metering.Unit) {
        self = Self.all.first { $0.base == base } ?? TariffUnit(name: "count", base: .none, scale: 1)
    }

    /// In which demand is written: kVA beside kVAh, else kW.
    var power: String { self.base == .voltAmpereHour ? "kVA" : "kW" }

    /// Milli-paise for each 1000 base units in one rupee for each unit.
    var rateScale: Int64 { 100_000 * 1000 / self.scale }

    var digits: Int { self.scale == 1 ? 0 : 3 }

    /// `120 kWh`, `0.5 kWh`: as many digits as needed.
    func text(_ value: Int64) -> String {
        let name = self.base == .none ? "" : " \(self.name)"
        return TariffText.trimmed(DecimalText.text(value, digits: self.digits)) + name
    }

    /// `4.75 ₹/kWh`, at least two digits after the point.
    func rate(_ value: Int64) -> String {
        "\(TariffText.trimmed(DecimalText.text(value, digits: String(self.rateScale).count - 1), least: 2)) ₹/"
            + (self.base == .none ? "piece" : self.name)
    }
}
