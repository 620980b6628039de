import Metering

/// Quantities as crews read them, by whole numbers alone.
enum Figures {
    /// From mW: `834 W`, `1.23 kW`, `2.50 MW`.
    static func power(_ milliwatts: Int64) -> String {
        switch milliwatts.magnitude {
        case ..<999_500: "\(self.number(self.rounded(milliwatts, to: 1000), digits: 0)) W"
        case ..<999_995_000: "\(self.number(self.rounded(milliwatts, to: 10_000), digits: 2)) kW"
        default: "\(self.number(self.rounded(milliwatts, to: 10_000_000), digits: 2)) MW"
        }
    }

    /// Wh, L and m in thousands: `1.234 kWh`, `12.345 kL`; other units as they are.
    static func quantity(_ value: Int64, _ unit: String) -> String {
        switch unit {
        case "Wh", "L", "m": "\(self.number(value, digits: 3)) k\(unit)"
        default: "\(value) \(unit)"
        }
    }

    /// A share of a whole in percent: `1.6 %`; nothing where there is no whole.
    static func percent(_ part: Int64, of whole: Int64) -> String? {
        guard whole > 0 else { return nil }
        return "\(self.number(Int64(clamping: Int128(part) * 1000 / Int128(whole)), digits: 1)) %"
    }

    /// `3.4 %` from 0.034.
    static func share(_ share: Double) -> String {
        guard share.isFinite else { return "–" }
        return "\(self.number(Int64(max(0, min(share, 1)) * 1000), digits: 1)) %"
    }

    /// `12.3 ms`.
    static func milliseconds(_ value: Double) -> String {
        guard value.isFinite, (0..<1e12).contains(value) else { return "–" }
        return "\(self.number(Int64(value * 10), digits: 1)) ms"
    }

    /// A coordinate of a drawing, with one decimal.
    static func coordinate(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e9 else { return "0" }
        return DecimalText.text(Int64((value * 10).rounded()), digits: 1)
    }

    /// With a minus as people write it.
    private static func number(_ value: Int64, digits: Int) -> String {
        DecimalText.text(value, digits: digits).replacing("-", with: "−")
    }

    /// How many of `step` a value is, halves away from 0.
    private static func rounded(_ value: Int64, to step: Int64) -> Int64 {
        let (whole, rest) = value.quotientAndRemainder(dividingBy: step)
        return rest.magnitude * 2 >= step.magnitude ? whole + value.signum() : whole
    }
}
