import Metering
import Tariffs

/// Numbers of tariffs in words.
enum TariffText {
    /// Without the zeros at the end of a decimal, but for `least` digits after the point.
    static func trimmed(_ text: String, least: Int = 0) -> String {
        guard let point = text.firstIndex(of: ".") else { return text }
        let whole = text[..<point]
        var digits = text[text.index(after: point)...]
        while digits.count > least, digits.hasSuffix("0") { digits = digits.dropLast() }
        return digits.isEmpty ? String(whole) : "\(whole).\(digits)"
    }

    /// `7.5 %` from basis points.
    static func percent(_ basisPoints: Int64) -> String {
        "\(self.trimmed(DecimalText.text(basisPoints, digits: 2))) %"
    }

    /// `10 kW` from watts.
    static func kilowatts(_ watts: Int64) -> String { self.power(watts, "kW") }

    /// `10 kVA` from voltamperes.
    static func power(_ value: Int64, _ unit: String) -> String {
        "\(self.trimmed(DecimalText.text(value, digits: 3))) \(unit)"
    }

    /// `a, b and c`.
    static func list(_ words: [String], _ last: String = "and") -> String {
        guard words.count > 1, let end = words.last else { return words.first ?? "" }
        return "\(words.dropLast().joined(separator: ", ")) \(last) \(end)"
    }

    /// `31/30` in lowest terms; `1` for a whole.
    static func ratio(_ numerator: Int64, _ denominator: Int64) -> String {
        var (larger, smaller) = (numerator.magnitude, denominator.magnitude)
        while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
        guard larger > 0 else { return "0" }
        let (top, bottom) = (numerator / Int64(clamping: larger), denominator / Int64(clamping: larger))
        return bottom == 1 ? "\(top)" : "\(top)/\(bottom)"
    }

    /// `quantity / divisor` as a decimal with a unit; with `≈` where digits are lost.
    static func quotient(_ quantity: Int64, _ divisor: Int64, digits: Int, _ unit: String) -> String {
        let (whole, rest) = quantity.quotientAndRemainder(dividingBy: divisor)
        let nearest = rest.magnitude >= divisor.magnitude - rest.magnitude ? whole + (rest < 0 ? -1 : 1) : whole
        return "\(rest == 0 ? "" : "≈ ")\(self.trimmed(DecimalText.text(nearest, digits: digits)))"
            + (unit.isEmpty ? "" : " \(unit)")
    }

    static func days(_ days: DayClasses, _ last: String = "and") -> String {
        days == .every ? "every day" : self.list(days.classes.map { "\($0)" }, last)
    }

    static func hours(_ windows: [MinuteWindow], _ last: String = "and") -> String {
        windows == [.wholeDay] ? "all day" : self.list(windows.map { "\($0)" }, last)
    }

    /// `1 day`, `7 days`.
    static func days(_ count: Int64) -> String { count == 1 ? "1 day" : "\(count) days" }
}

extension BillQuantity {
    /// The unit in which a line's quantity is written, beside the tariff's.
    func unit(beside unit: TariffUnit) -> TariffUnit {
        switch self {
        case .used, .exported, .net: unit
        case .apparent: TariffUnit(.voltAmpereHour)
        case .reactive: TariffUnit(.varHour)
        }
    }

    /// What it is, for the unit's name after it: `kWh fed back`.
    func text(_ unit: TariffUnit) -> String {
        let name = self.unit(beside: unit).name
        return switch self {
        case .used, .apparent, .reactive: name == "count" ? "pieces" : name
        case .exported: "\(name) fed back"
        case .net: "\(name) used beyond what was fed back and carried on"
        }
    }
}
