import Metering

/// Quantities as people write them on a command line: `120kWh`, `21 kL`, `12.5km`.
enum QuantityText {
    /// How many base units one of each symbol is.
    private static let symbols: [(symbol: String, unit: Metering.Unit, scale: Int64)] = [
        ("Wh", .wattHour, 1), ("kWh", .wattHour, 1000), ("MWh", .wattHour, 1_000_000), ("VAh", .voltAmpereHour, 1),
        ("kVAh", .voltAmpereHour, 1000), ("varh", .varHour, 1), ("kvarh", .varHour, 1000), ("L", .litre, 1),
        ("kL", .litre, 1000), ("m", .metre, 1), ("km", .metre, 1000), ("", .none, 1),
    ]

    /// Base units of `unit`; nil for another unit, for more digits than it has, and for anything else.
    static func value(_ text: String, _ unit: Metering.Unit) -> Int64? {
        self.value(text, of: self.symbols.filter { $0.unit == unit }.map { ($0.symbol, $0.scale) })
    }

    /// Base units from `12kW` or `12kVA`, whichever is the unit; nil for the other.
    static func power(_ text: String, _ unit: String) -> Int64? {
        let symbols: [(String, Int64)] =
            unit == "kVA"
            ? [("VA", 1), ("kVA", 1000), ("MVA", 1_000_000)] : [("W", 1), ("kW", 1000), ("MW", 1_000_000)]
        return self.value(text, of: symbols)
    }

    /// An example in the largest usual unit, for messages.
    static func example(_ unit: Metering.Unit) -> String { unit == .none ? "12" : "120\(TariffUnit(unit).name)" }

    private static func value(_ text: String, of symbols: [(symbol: String, scale: Int64)]) -> Int64? {
        let number = text.prefix { $0 == "." || $0.isASCII && $0.isNumber }
        let symbol = text.dropFirst(number.count).drop { $0 == " " }
        guard let found = symbols.first(where: { $0.symbol == symbol }) else { return nil }
        return DecimalText.parse(String(number), scale: found.scale)
    }
}
