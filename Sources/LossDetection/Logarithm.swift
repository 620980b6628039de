extension Double {
    /// Natural logarithm of a positive number, to 1e-15: the series of atanh behind the exponent.
    var naturalLogarithm: Double {
        guard self > 0, self.isFinite else { return self > 0 ? .infinity : -.infinity }
        var significand = self.significand
        var exponent = Double(self.exponent)
        if significand > 1.414_213_562_373_095_1 {
            significand /= 2
            exponent += 1
        }
        let x = (significand - 1) / (significand + 1)
        let square = x * x
        var power = x
        var sum = 0.0
        for odd in stride(from: 1.0, through: 27, by: 2) {
            sum += power / odd
            power *= square
        }
        return 2 * sum + exponent * 0.693_147_180_559_945_3
    }
}
