internal import StrictYAML

extension YAMLNode {
    func fileUnit() throws(YAMLError) -> FileUnit { try self.choice(FileUnit.all.map { ($0.name, $0.unit) }) }

    /// A positive decimal, exactly, times the unit's factor.
    func scale(multiplier: Int64) throws(YAMLError) -> Scale {
        let expected = "a positive decimal such as 0.01, with at most 12 digits on each side"
        guard let scale = Scale(decimal: try self.text(expected), multiplier: multiplier) else {
            throw self.mismatch(expected: expected, advice: "Write it without sign and exponent.")
        }
        return scale
    }

    /// A decimal amount of 0 or more in the file's unit, as a whole number of base units.
    func amount(multiplier: Int64) throws(YAMLError) -> Int64 {
        if try self.text("a decimal such as 49.5") == "0" { return 0 }
        let scale = try self.scale(multiplier: multiplier)
        guard scale.denominator == 1 else {
            throw self.mismatch(
                expected: "a whole number of base units", advice: "Round it to the base unit's step.")
        }
        return scale.numerator
    }
}
