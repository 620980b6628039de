/// Quantities as crews read them, by whole numbers alone.
enum Figures {
    /// From mW: `834 W`, `1.23 kW`, `2.50 MW`.
    static func power(_ milliwatts: Int64) -> String {
        let magnitude = milliwatts.magnitude
        if magnitude < 999_500 { return "\(self.sign(milliwatts))\(self.rounded(magnitude, 1000, digits: 0)) W" }
        if magnitude < 999_995_000 {
            return "\(self.sign(milliwatts))\(self.rounded(magnitude, 1_000_000, digits: 2)) kW"
        }
        return "\(self.sign(milliwatts))\(self.rounded(magnitude, 1_000_000_000, digits: 2)) MW"
    }

    /// Wh and L in thousands: `1.234 kWh`, `12.345 kL`; other units as they are.
    static func quantity(_ value: Int64, _ unit: String) -> String {
        switch unit {
        case "Wh", "L", "m": "\(self.sign(value))\(self.rounded(value.magnitude, 1000, digits: 3)) k\(unit)"
        default: "\(value) \(unit)"
        }
    }

    /// A share of a whole in percent: `1.6 %`; nothing where there is no whole.
    static func percent(_ part: Int64, of whole: Int64) -> String? {
        guard whole > 0 else { return nil }
        let thousandths = UInt64(clamping: UInt128(part.magnitude) * 1000 / UInt128(whole.magnitude))
        return "\(part < 0 && thousandths > 0 ? "−" : "")\(self.rounded(thousandths, 10, digits: 1)) %"
    }

    /// `3.4 %` from 0.034.
    static func share(_ share: Double) -> String {
        guard share.isFinite else { return "–" }
        return "\(self.rounded(UInt64(max(0, min(share, 1)) * 1000), 10, digits: 1)) %"
    }

    /// `12.3 ms`.
    static func milliseconds(_ value: Double) -> String {
        guard value.isFinite, value >= 0, value < 1e12 else { return "–" }
        return "\(self.rounded(UInt64(value * 10), 10, digits: 1)) ms"
    }

    /// A coordinate of a drawing, with one decimal.
    static func coordinate(_ value: Double) -> String {
        guard value.isFinite, abs(value) < 1e9 else { return "0" }
        let tenths = Int64((value * 10).rounded())
        return (tenths < 0 ? "-" : "") + self.rounded(tenths.magnitude, 10, digits: 1)
    }

    private static func sign(_ value: Int64) -> String { value < 0 ? "−" : "" }

    private static func rounded(_ magnitude: UInt64, _ scale: UInt64, digits: Int) -> String {
        let power = (0..<digits).reduce(UInt64(1)) { result, _ in result * 10 }
        let (product, isBig) = magnitude.multipliedReportingOverflow(by: power)
        let steps = isBig ? magnitude / scale * power : (product + scale / 2) / scale
        guard digits > 0 else { return "\(steps)" }
        let rest = "\(steps % power)"
        return "\(steps / power)." + String(repeating: "0", count: digits - rest.count) + rest
    }
}
