import Metering

/// Amounts as people read them.
enum Decimal {
    /// 97 550 with two digits is `975.50`.
    static func text(_ value: Int64, digits: Int) -> String { DecimalText.text(value, digits: digits) }

    /// Paise as rupees: `975.50 ₹`.
    static func rupees(_ paise: Int64) -> String { "\(self.text(paise, digits: 2)) ₹" }

    /// Wh as kWh with three digits.
    static func kilowattHours(_ wattHours: Int64) -> String { "\(self.text(wattHours, digits: 3)) kWh" }
}
