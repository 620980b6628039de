/// How an exact amount becomes an integer.
public enum RoundingRule: UInt8, Hashable, Sendable, CaseIterable {
    /// To the nearest; a tie goes away from zero, so that a charge and its reversal cancel.
    case halfUp = 0
    /// Down, towards minus infinity.
    case floor = 1
    /// Up, towards plus infinity.
    case ceiling = 2

    /// `numerator / denominator` as an integer by this rule.
    ///
    /// - Parameter denominator: greater than zero.
    func quotient(_ numerator: Int128, over denominator: Int128) -> Int128 {
        let (quotient, remainder) = numerator.quotientAndRemainder(dividingBy: denominator)
        switch self {
        case .floor: return remainder < 0 ? quotient - 1 : quotient
        case .ceiling: return remainder > 0 ? quotient + 1 : quotient
        case .halfUp:
            // Compared with the other part of the denominator, because twice the remainder might not fit.
            let distance = remainder.magnitude
            guard distance >= denominator.magnitude - distance, remainder != 0 else { return quotient }
            return remainder < 0 ? quotient - 1 : quotient + 1
        }
    }
}
