import StrictYAML

/// Exact decimals: text to an integer of a smaller unit and back.
enum Decimal {
    /// `4.75` with a scale of 100 is 475; nil where digits would be lost or the value does not fit.
    ///
    /// - Parameter scale: a power of ten.
    static func parse(_ text: String, scale: Int64) -> Int64? {
        let isNegative = text.hasPrefix("-")
        let parts = text.drop { $0 == "-" }.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, !whole.isEmpty, text.utf8.count <= 20,
            parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            text.filter({ $0 == "-" }).count <= 1
        else { return nil }
        let fraction = parts.count == 2 ? parts[1] : ""
        guard parts.count == 1 || !fraction.isEmpty else { return nil }
        var (value, rest) = (Int64(0), scale)
        guard let wholeValue = Int64(whole) else { return nil }
        let (scaled, overflow) = wholeValue.multipliedReportingOverflow(by: scale)
        guard !overflow else { return nil }
        for digit in fraction.utf8 {
            let number = Int64(digit - 0x30)
            rest /= 10
            guard rest > 0 || number == 0 else { return nil }
            value += number * rest
        }
        let (sum, carries) = scaled.addingReportingOverflow(value)
        return carries ? nil : (isNegative ? -sum : sum)
    }

    /// 97 550 with two digits is `975.50`.
    static func text(_ value: Int64, digits: Int) -> String {
        let scale = (0..<digits).reduce(UInt64(1)) { power, _ in power * 10 }
        let (whole, rest) = value.magnitude.quotientAndRemainder(dividingBy: scale)
        let fraction = String(rest)
        let padding = String(repeating: "0", count: digits - min(digits, fraction.count))
        return (value < 0 ? "-" : "") + "\(whole)" + (digits == 0 ? "" : "." + padding + fraction)
    }

    /// Paise as rupees: `975.50 ₹`.
    static func rupees(_ paise: Int64) -> String { "\(self.text(paise, digits: 2)) ₹" }

    /// Wh as kWh with three digits.
    static func kilowattHours(_ wattHours: Int64) -> String { "\(self.text(wattHours, digits: 3)) kWh" }
}

extension YAMLNode {
    /// A decimal as an integer of a smaller unit.
    ///
    /// - Parameter scale: a power of ten: how many of the smaller unit make one.
    func decimal(scale: Int64) throws(YAMLError) -> Int64 {
        let text = try self.text()
        guard let value = Decimal.parse(text, scale: scale) else {
            throw self.error(
                "found `\(text)`", expected: "a decimal with at most \(String(scale).count - 1) digits after the point",
                advice: "Write it without unit or thousands separator.")
        }
        return value
    }
}
