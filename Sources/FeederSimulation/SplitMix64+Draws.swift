import ElementaryFunctions
import SeededNumbers

extension SplitMix64 {
    mutating func uniform(_ range: ClosedRange<Double>) -> Double {
        range.lowerBound + (range.upperBound - range.lowerBound) * self.uniform()
    }

    /// Even on a logarithmic scale.
    /// - Parameter range: above 0.
    mutating func logUniform(_ range: ClosedRange<Double>) -> Double {
        Elementary.exp(self.uniform(Elementary.log(range.lowerBound)...Elementary.log(range.upperBound)))
    }

    mutating func integer(_ range: ClosedRange<Int>) -> Int {
        range.lowerBound + Int(self.next().multipliedFullWidth(by: UInt64(range.count)).high)
    }

    mutating func isTrue(_ probability: Double) -> Bool { self.uniform() < probability }

    /// Normally distributed (Box and Muller).
    mutating func normal(_ mean: Double = 0, _ deviation: Double = 1) -> Double {
        let size = (-2 * Elementary.log(1 - self.uniform())).squareRoot()
        return mean + deviation * size * Elementary.cos(2 * Elementary.pi * self.uniform())
    }

    /// A normal number, cut at the ends of the range.
    mutating func normal(_ mean: Double, _ deviation: Double, in range: ClosedRange<Double>) -> Double {
        min(max(self.normal(mean, deviation), range.lowerBound), range.upperBound)
    }

    /// - Parameter values: not empty.
    mutating func pick<Value>(_ values: [Value]) -> Value { values[self.integer(0...values.count - 1)] }

    /// One of the values, each as likely as its weight.
    mutating func pick<Value>(weighted values: [(value: Value, weight: Double)]) -> Value {
        var rest = self.uniform() * values.reduce(0) { $0 + $1.weight }
        for entry in values.dropLast() {
            rest -= entry.weight
            if rest < 0 { return entry.value }
        }
        return values[values.count - 1].value
    }
}
