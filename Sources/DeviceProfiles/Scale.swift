/// An exact positive factor from a register's number to the integer base unit.
///
/// Example: a register in 0.01 kWh has the scale 10 to Wh.
public struct Scale: Hashable, Sendable {
    /// 1 to ``limit``.
    public let numerator: Int64
    /// 1 to ``limit``, without a common divisor with the numerator.
    public let denominator: Int64

    public static let one = Scale(reducedNumerator: 1, denominator: 1)
    /// Keeps every product of a 64-bit number and a scale well inside 128 bits.
    public static let limit: Int64 = 1_000_000_000_000

    private init(reducedNumerator: Int64, denominator: Int64) {
        (self.numerator, self.denominator) = (reducedNumerator, denominator)
    }

    /// Reduces the fraction; nil where a part is not positive or exceeds ``limit`` after reduction.
    public init?(numerator: Int128, denominator: Int128) {
        guard numerator > 0, denominator > 0 else { return nil }
        var (divisor, rest) = (numerator, denominator)
        while rest != 0 { (divisor, rest) = (rest, divisor % rest) }
        guard let top = Int64(exactly: numerator / divisor), let bottom = Int64(exactly: denominator / divisor),
            top <= Self.limit, bottom <= Self.limit
        else { return nil }
        self.init(reducedNumerator: top, denominator: bottom)
    }

    /// Reads a positive decimal such as `0.001`, exactly, and multiplies it by `multiplier` (> 0).
    ///
    /// At most 12 digits before the point and 12 after it; no sign, no exponent.
    public init?(decimal: String, multiplier: Int64 = 1) {
        let parts = decimal.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard multiplier > 0, (1...2).contains(parts.count),
            parts.allSatisfy({ (1...12).contains($0.count) && $0.allSatisfy { (48...57).contains($0) } })
        else { return nil }
        let digits = parts.joined().reduce(Int128(0)) { $0 * 10 + Int128($1 - 48) }
        let denominator = parts.dropFirst().joined().reduce(Int128(1)) { power, _ in power * 10 }
        // At most 24 digits times a multiplier below 2^40: inside 128 bits.
        guard multiplier <= Self.limit else { return nil }
        self.init(numerator: digits * Int128(multiplier), denominator: denominator)
    }

    /// The exact product; nil where a part of it exceeds ``limit`` after reduction.
    public func multiplied(by other: Scale) -> Scale? {
        Scale(
            numerator: Int128(self.numerator) * Int128(other.numerator),
            denominator: Int128(self.denominator) * Int128(other.denominator))
    }

    /// `number` × scale, rounded half away from zero; nil outside Int64.
    func applied(to number: BinaryNumber) -> Int64? {
        if let magnitude = self.smallMagnitude(number) {
            return number.isNegative ? -magnitude : magnitude
        }
        let product = UInt128(number.significand) * UInt128(self.numerator)
        let divisor = UInt128(self.denominator)
        let magnitude: UInt128
        if number.exponent < 0 {
            // round(n / (d × 2^k)) = (floor(n / d) + 2^(k-1)) >> k, and n < 2^104: beyond that nothing is left.
            let shift = -number.exponent
            magnitude = shift > 120 ? 0 : (product / divisor + 1 << UInt128(shift - 1)) >> UInt128(shift)
        } else {
            // A product of 2^120 divided by at most 10^12 is over 2^80 and cannot be an Int64.
            guard product == 0 || 128 - product.leadingZeroBitCount + number.exponent <= 120 else { return nil }
            magnitude = ((product << UInt128(number.exponent)) * 2 + divisor) / (divisor * 2)
        }
        guard let value = Int128(exactly: magnitude) else { return nil }
        return Int64(exactly: number.isNegative ? -value : value)
    }

    /// The rounded magnitude where 64 bits suffice on the way; 128-bit division costs more than all the rest of a field.
    private func smallMagnitude(_ number: BinaryNumber) -> Int64? {
        let (product, isOverflow) = number.significand.multipliedReportingOverflow(by: UInt64(self.numerator))
        guard !isOverflow, product < 1 << 62, number.exponent <= 0, number.exponent > -63 else { return nil }
        let whole = self.denominator == 1 ? product : product / UInt64(self.denominator)
        guard number.exponent < 0 else {
            let rest = product - whole * UInt64(self.denominator)
            return Int64(2 * rest >= UInt64(self.denominator) ? whole + 1 : whole)
        }
        // As in the full calculation: floor first, then half of the power of two.
        return Int64((whole + 1 << UInt64(-number.exponent - 1)) >> UInt64(-number.exponent))
    }

    /// `value` ÷ scale, rounded half away from zero.
    func removed(from value: Int64) -> Int128 {
        let product = UInt128(value.magnitude) * UInt128(self.denominator)
        let divisor = UInt128(self.numerator)
        let magnitude = Int128((product * 2 + divisor) / (divisor * 2))
        return value < 0 ? -magnitude : magnitude
    }

    /// `value` ÷ scale in floating point, for float registers.
    func removedFloating(from value: Int64) -> Double {
        Double(value) * Double(self.denominator) / Double(self.numerator)
    }
}
