/// Exact decimals as text: integers of a smaller unit written in the larger one.
public enum DecimalText {
    /// `4.75` with a scale of 100 is 475; nil where digits would be lost or the value does not fit.
    ///
    /// - Parameter scale: a power of ten.
    public static func parse(_ text: String, scale: Int64) -> Int64? {
        let isNegative = text.hasPrefix("-")
        let parts = (isNegative ? text.dropFirst() : text[...])
            .split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard text.utf8.count <= 20,
            parts.allSatisfy({ !$0.isEmpty && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }),
            let whole = parts.first.flatMap({ Int64($0) })
        else { return nil }
        let (scaled, overflow) = whole.multipliedReportingOverflow(by: scale)
        guard !overflow else { return nil }
        var (value, rest) = (Int64(0), scale)
        for digit in parts.dropFirst().joined().utf8 {
            let number = Int64(digit - 0x30)
            rest /= 10
            guard rest > 0 || number == 0 else { return nil }
            value += number * rest
        }
        let (sum, carries) = scaled.addingReportingOverflow(value)
        return carries ? nil : (isNegative ? -sum : sum)
    }

    /// 97 550 with two digits is `975.50`; exact for every value.
    public static func text(_ value: Int64, digits: Int) -> String {
        let magnitude = String(value.magnitude)
        let padded = String(repeating: "0", count: max(0, digits + 1 - magnitude.count)) + magnitude
        return (value < 0 ? "-" : "") + padded.dropLast(digits) + (digits > 0 ? "." : "") + padded.suffix(digits)
    }
}
