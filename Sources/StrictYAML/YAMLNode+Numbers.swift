internal import Metering

extension YAMLNode {
    /// A whole number in decimal digits, or as `0x` with hexadecimal digits.
    public func integer(_ range: ClosedRange<Int>) throws(YAMLError) -> Int {
        let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
        let text = try self.text(expected)
        let isNegative = text.hasPrefix("-")
        let value = Self.unsigned(isNegative ? text.dropFirst() : text[...]).flatMap { Int(exactly: $0) }
        guard let value, range.contains(isNegative ? -value : value) else {
            throw self.mismatch(
                expected: expected, advice: "Write it in decimal digits, or as 0x with hexadecimal digits.")
        }
        return isNegative ? -value : value
    }

    /// A bit pattern from 0 to `limit`, usually in hexadecimal.
    public func pattern(atMost limit: UInt64) throws(YAMLError) -> UInt64 {
        let expected = "a number from 0 to 0x\(String(limit, radix: 16, uppercase: true))"
        guard let value = Self.unsigned(try self.text(expected)[...]), value <= limit else {
            throw self.mismatch(
                expected: expected, advice: "Write it in decimal digits, or as 0x with hexadecimal digits.")
        }
        return value
    }

    private static func unsigned(_ text: Substring) -> UInt64? {
        let digits = text.hasPrefix("0x") ? text.dropFirst(2) : text
        guard digits.utf8.first != UInt8(ascii: "+"), digits.utf8.first != UInt8(ascii: "-") else { return nil }
        return UInt64(digits, radix: text.hasPrefix("0x") ? 16 : 10)
    }

    /// A number in decimal digits, perhaps with sign and point.
    public func number(_ range: ClosedRange<Double>) throws(YAMLError) -> Double {
        let expected = "a number from \(range.lowerBound) to \(range.upperBound)"
        let text = try self.text(expected)
        // Digits, sign and point only: Double(_:) would take hexadecimal, `nan` and `inf`.
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || [0x2e, 0x2d, 0x2b].contains($0) }),
            let value = Double(text), range.contains(value)
        else { throw self.mismatch(expected: expected, advice: "Change the value; write it without a unit.") }
        return value
    }

    /// A decimal as an integer of a smaller unit, exactly.
    ///
    /// - Parameters:
    ///   - scale: a power of ten: how many of the smaller unit make one.
    ///   - isPositive: zero and less are refused.
    public func decimal(scale: Int64, isPositive: Bool = false) throws(YAMLError) -> Int64 {
        let expected = "a decimal with at most \(String(scale).count - 1) digits after the point"
        guard let value = DecimalText.parse(try self.text(expected), scale: scale) else {
            throw self.mismatch(expected: expected, advice: "Write it without unit or thousands separator.")
        }
        guard value > 0 || !isPositive else {
            throw self.mismatch(expected: "more than 0", advice: "Write how much it is, without sign.")
        }
        return value
    }
}
