/// Elementary functions out of additions and multiplications alone: the system's own differ in the last bit between
/// machines, and the same seed or reading must give the same bytes on all of them.
public enum Elementary {
    public static let ln2 = 0.693_147_180_559_945_3
    public static let pi = Double.pi

    /// - Parameter x: at most 700 in size.
    public static func exp(_ x: Double) -> Double {
        let power = (x / self.ln2).rounded()
        let rest = x - power * self.ln2
        var (term, sum) = (1.0, 1.0)
        for index in 1...18 {
            term *= rest / Double(index)
            sum += term
        }
        return Double(sign: .plus, exponent: Int(power), significand: 1) * sum
    }

    /// - Parameter x: more than 0.
    public static func log(_ x: Double) -> Double {
        let ratio = (x.significand - 1.5) / (x.significand + 1.5)
        let square = ratio * ratio
        var (power, sum) = (ratio, 0.0)
        for index in 0..<14 {
            sum += power / Double(2 * index + 1)
            power *= square
        }
        return 2 * sum + 0.405_465_108_108_164_4 + Double(x.exponent) * self.ln2
    }

    public static func power(_ base: Double, _ exponent: Double) -> Double {
        base <= 0 ? 0 : self.exp(exponent * self.log(base))
    }

    /// - Parameter angle: in radians.
    public static func sin(_ angle: Double) -> Double {
        let turned = angle - (angle / (2 * self.pi)).rounded() * 2 * self.pi
        let folded = turned > self.pi / 2 ? self.pi - turned : turned < -self.pi / 2 ? -self.pi - turned : turned
        var (term, sum) = (folded, folded)
        for index in 1...10 {
            term *= -folded * folded / Double(2 * index * (2 * index + 1))
            sum += term
        }
        return sum
    }

    public static func cos(_ angle: Double) -> Double { self.sin(angle + self.pi / 2) }
}
