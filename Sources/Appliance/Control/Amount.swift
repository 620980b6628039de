import Metering

/// Amounts as people read and write them.
public enum Amount {
    /// `975.50 ₹`.
    public static func rupees(_ paise: Int64) -> String { Decimal.rupees(paise) }

    /// Paise from rupees such as `975.50`; nil for anything else.
    public static func paise(_ rupees: String) -> Int64? { DecimalText.parse(rupees, scale: 100) }

    /// Wh, litres and metres in thousands with three digits.
    public static func quantity(_ value: Int64, _ unit: String) -> String {
        switch unit {
        case "Wh": Decimal.kilowattHours(value)
        case "L": "\(Decimal.text(value, digits: 3)) kL"
        case "m": "\(Decimal.text(value, digits: 3)) km"
        default: "\(value) \(unit)"
        }
    }
}
