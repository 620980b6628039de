/// What a number read from a meter could be.
enum Plausibility {
    /// A quantity's usual range, in its unit, and how much a number in it says.
    private struct Quantity {
        let unit: String
        let range: ClosedRange<Double>
        let weight: Int
    }

    /// Narrow ranges say much, wide ones little.
    private static let quantities: [Quantity] = [
        Quantity(unit: "Hz", range: 49...51, weight: 95),
        Quantity(unit: "Hz", range: 59.5...60.5, weight: 90),
        Quantity(unit: "V", range: 207...253, weight: 92),
        Quantity(unit: "V", range: 360...440, weight: 80),
        Quantity(unit: "V", range: 105...132, weight: 60),
        Quantity(unit: "power factor", range: 0.5...1, weight: 70),
        Quantity(unit: "A", range: 0.01...100, weight: 45),
        Quantity(unit: "kWh", range: 0.1...1_000_000, weight: 38),
        Quantity(unit: "W", range: 1...100_000, weight: 36),
    ]

    /// Divisors that meters use in whole numbers.
    private static let divisors: [(divisor: Double, digits: Int)] = [(1, 0), (10, 1), (100, 2), (1000, 3)]

    /// A number as it stands, as a float holds it.
    static func judge(_ value: Double) -> (score: Int, meanings: [String]) {
        guard value.isFinite else { return (0, []) }
        guard value != 0 else { return (8, []) }
        guard value.isNormal, abs(value) >= 1e-4, abs(value) < 1e9 else { return (1, []) }
        let fitting = self.quantities.filter { $0.range.contains(abs(value)) }.sorted { $0.weight > $1.weight }
        let meanings = fitting.prefix(3).map { "\(self.text(value)) \($0.unit)" }
        return (fitting.first?.weight ?? 12, Array(meanings))
    }

    /// A whole number, which may be scaled by a power of ten.
    static func judge(whole value: Int64, bits: Int) -> (score: Int, meanings: [String]) {
        guard value != 0 else { return (8, []) }
        // All ones and the lone sign bit are what devices without a value show.
        let mask: UInt64 = bits >= 64 ? .max : (1 << UInt64(bits)) - 1
        let pattern = UInt64(bitPattern: value) & mask
        if pattern == mask || pattern == 1 << UInt64(bits - 1) { return (2, []) }
        var best = 0
        var meanings: [(weight: Int, text: String)] = []
        for (divisor, digits) in self.divisors {
            let scaled = Double(value.magnitude) / divisor
            for quantity in self.quantities where quantity.range.contains(scaled) {
                // Each further digit is a further guess.
                let weight = quantity.weight - 8 - (digits == 1 || digits == 2 ? 4 : digits * 4)
                best = max(best, weight)
                meanings.append((weight, "\(self.text(Double(value) / divisor)) \(quantity.unit)"))
            }
        }
        let sorted = meanings.sorted { $0.weight > $1.weight }.prefix(3).map(\.text)
        return (value.magnitude > 1_000_000_000_000 ? 1 : max(best, 6), Array(sorted))
    }

    /// Six significant digits.
    static func text(_ value: Double) -> String {
        let magnitude = abs(value)
        guard magnitude >= 1e-4, magnitude < 1e12 else { return "\(value)" }
        var factor = 1.0
        while magnitude * factor < 100_000, factor < 1e6 { factor *= 10 }
        return "\((value * factor).rounded() / factor)"
    }
}
