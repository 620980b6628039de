import Tariffs

/// A fraction in lowest terms with a positive denominator.
struct Rational: Comparable {
    let numerator: Int128
    let denominator: Int128

    init(_ numerator: Int128, _ denominator: Int128) {
        var (larger, smaller) = (numerator.magnitude, denominator.magnitude)
        while smaller != 0 { (larger, smaller) = (smaller, larger % smaller) }
        self.numerator = numerator / Int128(larger)
        self.denominator = denominator / Int128(larger)
    }

    static func + (left: Rational, right: Rational) -> Rational {
        Rational(
            left.numerator * right.denominator + right.numerator * left.denominator,
            left.denominator * right.denominator)
    }

    static func * (left: Rational, right: Rational) -> Rational {
        Rational(left.numerator * right.numerator, left.denominator * right.denominator)
    }

    static func - (left: Rational, right: Rational) -> Rational {
        left + Rational(-right.numerator, right.denominator)
    }

    static func < (left: Rational, right: Rational) -> Bool { (left - right).numerator < 0 }

    func rounded(_ rule: RoundingRule) -> Int64 {
        // floor(x + 1/2) on the magnitude for the nearest, which is a tie away from zero.
        func floored(_ numerator: Int128, _ denominator: Int128) -> Int128 {
            (numerator - ((numerator % denominator) + denominator) % denominator) / denominator
        }
        switch rule {
        case .floor: return Int64(floored(self.numerator, self.denominator))
        case .ceiling: return Int64(-floored(-self.numerator, self.denominator))
        case .halfUp:
            let nearest = floored(2 * Int128(self.numerator.magnitude) + self.denominator, 2 * self.denominator)
            return Int64(self.numerator < 0 ? -nearest : nearest)
        }
    }
}
