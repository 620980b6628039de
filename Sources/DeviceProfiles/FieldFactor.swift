/// A register that another field's value depends on: its power of ten, or the ratio of a measuring transformer.
public struct FieldFactor: Hashable, Sendable {
    public enum Kind: Hashable, Sendable, CaseIterable {
        /// The register holds a signed exponent of ten, -10 to 10 (SunSpec `sunssf`).
        case powerOfTen
        /// The value is multiplied by the register's number.
        case multiplier
        /// The value is divided by the register's number.
        case divisor
    }

    public let kind: Kind
    /// The register; it must be numeric and have no factors of its own.
    public let field: RegisterField

    /// Ratios are taken in steps of a thousandth, so that 62.5 : 5 is exact.
    private static let steps: Int64 = 1000
    private static let exponents: ClosedRange<Int64> = -10...10

    public init(_ kind: Kind, _ field: RegisterField) {
        (self.kind, self.field) = (kind, field)
    }

    /// The factor that the register's words stand for; nil where they hold no usable number.
    func scale(_ words: [UInt16]) -> Scale? {
        switch self.kind {
        case .powerOfTen:
            guard let exponent = self.field.decode(words).number, Self.exponents.contains(exponent) else { return nil }
            let power = (0..<exponent.magnitude).reduce(Int128(1)) { power, _ in power * 10 }
            return exponent < 0 ? Scale(numerator: 1, denominator: power) : Scale(numerator: power, denominator: 1)
        case .multiplier: return self.ratio(words)
        case .divisor:
            return self.ratio(words).flatMap {
                Scale(numerator: Int128($0.denominator), denominator: Int128($0.numerator))
            }
        }
    }

    private func ratio(_ words: [UInt16]) -> Scale? {
        guard let steps = Scale(numerator: Int128(Self.steps), denominator: 1),
            let scale = self.field.scale.multiplied(by: steps),
            let number = self.field.rescaled(scale).decode(words).number
        else { return nil }
        return Scale(numerator: Int128(number), denominator: Int128(Self.steps))
    }
}
