/// Voltage drops with what may explain them, fitted without the values that stand out.
struct DropSamples {
    typealias Values = (Double, Double, Double, Double, Double, Double, Double, Double)

    /// The place of the load's current.
    private static let load = 1
    private static let width = 8
    private static let fewest = 40
    /// Deviations, and how often.
    private static let trim = 2.5
    private static let rounds = 3

    private var x: [Double] = []
    private var y: [Double] = []

    init(capacity: Int) {
        self.x.reserveCapacity(Self.width * capacity)
        self.y.reserveCapacity(capacity)
    }

    mutating func take(_ x: Values, _ y: Double) {
        withUnsafeBytes(of: x) { self.x.append(contentsOf: $0.bindMemory(to: Double.self)) }
        self.y.append(y)
    }

    /// V for each A of the load, and its variance.
    func solve() -> (value: Double, variance: Double)? {
        guard self.y.count > Self.fewest else { return nil }
        var regression = Regression(count: Self.width)
        var isIn = [Bool](repeating: true, count: self.y.count)
        self.x.withUnsafeBufferPointer { x in
            guard let x = x.baseAddress else { return }
            for number in self.y.indices { regression.take(x + number * Self.width, self.y[number]) }
        }
        var found: (values: [Double], variance: Double)?
        for round in 0...Self.rounds {
            guard let next = regression.solve(varianceOf: Self.load) else { break }
            found = next
            if round < Self.rounds { self.trim(next.values, &regression, &isIn) }
        }
        return found.map { ($0.values[Self.load], $0.variance) }
    }

    /// Leaves out what stands out, and takes back what does no more.
    private func trim(_ values: [Double], _ regression: inout Regression, _ isIn: inout [Bool]) {
        self.x.withUnsafeBufferPointer { x in
            values.withUnsafeBufferPointer { values in
                guard let x = x.baseAddress, let values = values.baseAddress else { return }
                let misses = self.y.indices.map { number in
                    abs(self.y[number] - product(x + number * Self.width, values, Self.width))
                }
                let limit = Self.trim * misses.median / 0.6745
                for number in self.y.indices where isIn[number] != (misses[number] <= limit) {
                    isIn[number].toggle()
                    regression.take(x + number * Self.width, self.y[number], isIn[number] ? 1 : -1)
                }
            }
        }
    }
}
