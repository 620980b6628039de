/// A number exactly as a register holds it: ± significand × 2^exponent.
struct BinaryNumber: Hashable, Sendable {
    let isNegative: Bool
    let significand: UInt64
    let exponent: Int

    init(_ value: Int64) {
        (self.isNegative, self.significand, self.exponent) = (value < 0, value.magnitude, 0)
    }

    init(_ value: UInt64) {
        (self.isNegative, self.significand, self.exponent) = (false, value, 0)
    }

    /// Nil for NaN and infinity.
    init?(_ value: Float) {
        guard value.isFinite else { return nil }
        let fraction = UInt64(value.significandBitPattern)
        let biased = Int(value.exponentBitPattern)
        self.isNegative = value < 0
        self.significand = biased == 0 ? fraction : fraction | 1 << UInt64(Float.significandBitCount)
        self.exponent = self.significand == 0 ? 0 : max(biased, 1) - 127 - Float.significandBitCount
    }

    /// Every finite float is a binary fraction; nil for NaN and infinity.
    init?(_ value: Double) {
        guard value.isFinite else { return nil }
        guard value != 0 else {
            (self.isNegative, self.significand, self.exponent) = (false, 0, 0)
            return
        }
        let fraction = value.significandBitPattern
        let isNormal = value.isNormal
        self.isNegative = value < 0
        self.significand = isNormal ? fraction | 1 << UInt64(Double.significandBitCount) : fraction
        self.exponent = (isNormal ? Int(value.exponent) : -1022) - Double.significandBitCount
    }
}
