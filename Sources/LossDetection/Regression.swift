/// Least squares with few coefficients, one value after another.
struct Regression: Sendable {
    /// By rows; the lower triangle is used.
    private var information: [Double]
    private var score: [Double]
    private var square = 0.0
    private(set) var weight = 0.0

    init(count: Int) {
        self.information = Array(repeating: 0, count: count * count)
        for index in 0..<count { self.information[index * count + index] = 1e-9 }
        self.score = Array(repeating: 0, count: count)
    }

    mutating func take(_ x: [Double], _ y: Double) {
        x.withUnsafeBufferPointer { x in
            if let x = x.baseAddress { self.take(x, y) }
        }
    }

    /// Takes a value; with a sign of -1 it takes it away.
    mutating func take(_ x: UnsafePointer<Double>, _ y: Double, _ sign: Double = 1) {
        let count = self.score.count
        self.information.withUnsafeMutableBufferPointer { information in
            guard let information = information.baseAddress else { return }
            for row in 0..<count { accumulate(sign * x[row], x, information + row * count, row + 1) }
        }
        for row in 0..<count { self.score[row] += sign * x[row] * y }
        self.square += sign * y * y
        self.weight += sign
    }

    /// Adds what another has taken, or takes it away.
    mutating func add(_ other: Regression, _ sign: Double) {
        Self.add(other.information, sign, to: &self.information)
        Self.add(other.score, sign, to: &self.score)
        self.square += sign * other.square
        self.weight += sign * other.weight
    }

    private static func add(_ other: [Double], _ sign: Double, to values: inout [Double]) {
        let count = min(values.count, other.count)
        values.withUnsafeMutableBufferPointer { values in
            other.withUnsafeBufferPointer { other in
                guard let to = values.baseAddress, let from = other.baseAddress else { return }
                accumulate(sign, from, to, count)
            }
        }
    }

    /// How much a regressor varies; another one is 1 throughout.
    func variance(of place: Int, constant: Int) -> Double {
        let count = self.score.count
        guard self.weight > 0 else { return 0 }
        let mean = self.information[max(place, constant) * count + min(place, constant)] / self.weight
        return max(0, self.information[place * count + place] / self.weight - mean * mean)
    }

    /// Coefficients, and the variance of one; nil where they cannot be told apart.
    func solve(varianceOf place: Int) -> (values: [Double], variance: Double)? {
        self.withSolution(varianceOf: place) { values, variance in
            (Array(UnsafeBufferPointer(start: values, count: self.score.count)), variance)
        }
    }

    /// One coefficient and its variance; nil where they cannot be told apart.
    func solve(coefficient place: Int) -> (value: Double, variance: Double)? {
        self.withSolution(varianceOf: place) { values, variance in (values[place], variance) }
    }

    private func withSolution<Result>(
        varianceOf place: Int, _ body: (UnsafePointer<Double>, _ variance: Double) -> Result
    ) -> Result? {
        let count = self.score.count
        guard self.weight > Double(count) else { return nil }
        // The matrix, the coefficients and a unit vector.
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: (count + 2) * count) { space in
            guard let matrix = space.baseAddress else { return nil }
            let (values, unit) = (matrix + count * count, matrix + count * (count + 1))
            for index in 0..<(count * count) { matrix[index] = self.information[index] }
            for index in 0..<count { (values[index], unit[index]) = (self.score[index], index == place ? 1 : 0) }
            guard let factor = Triangle(factorising: matrix, size: count) else { return nil }
            factor.forward(values)
            factor.backward(values)
            factor.forward(unit)
            var explained = 0.0
            for index in 0..<count { explained += values[index] * self.score[index] }
            let noise = max(0, self.square - explained) / (self.weight - Double(count))
            return body(UnsafePointer(values), noise * product(unit, unit, count))
        }
    }
}
