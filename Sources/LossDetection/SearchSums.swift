/// Sums over the rows from an onset on, by columns: a column is what one cause, or several of them, makes of the rows.
///
/// It lives in memory that is lent for one search.
struct SearchSums {
    static let tapSize = Cause.tap(channel: 0).dimensions
    /// Rows that are added together.
    static let together = 8

    /// Parameters of the fit.
    private let size: Int
    /// By column: the regressor's products with the whitened parameters'.
    private let cross: UnsafeMutablePointer<Double>
    /// By column: its product with the residuals, with itself, and its sum.
    let score: UnsafeMutablePointer<Double>
    let square: UnsafeMutablePointer<Double>
    let total: UnsafeMutablePointer<Double>
    /// By column: what of `square` the fit's parameters explain, as of ``explain()``.
    let explained: UnsafeMutablePointer<Double>
    /// By phase: the products of a tap's coefficients with one another, by rows, of the lower triangle.
    private let taps: UnsafeMutablePointer<Double>
    /// By phase.
    let rows: UnsafeMutablePointer<Double>
    /// By row of those that are added together: its whitened parameters.
    private let whitened: UnsafeMutablePointer<Double>
    /// Of those rows: what each weighs in all and in a column, its residual, and by column what it has there.
    private let weights: UnsafeMutablePointer<Double>
    private let factors: UnsafeMutablePointer<Double>
    private let residuals: UnsafeMutablePointer<Double>
    private let values: UnsafeMutablePointer<Double>
    /// The inverse of the fit's factor, by columns.
    private let inverse: UnsafeMutablePointer<Double>

    /// Calls `body` with sums of nothing.
    static func with<Result>(
        _ factor: CholeskyFactor, columns: Int, channels: Int, _ body: (SearchSums) -> Result
    ) -> Result? {
        let size = factor.size
        let taps = channels * Self.tapSize * Self.tapSize
        let capacity =
            (columns + size + Self.together) * size + (Self.together + 4) * columns + 3 * Self.together + taps
            + channels
        return withUnsafeTemporaryAllocation(of: Double.self, capacity: capacity) { space in
            guard let base = space.baseAddress else { return nil }
            base.initialize(repeating: 0, count: capacity)
            let sums = SearchSums(base, size: size, columns: columns, taps: taps, channels: channels)
            factor.withTriangle { triangle in
                for column in 0..<size {
                    sums.inverse[column * size + column] = 1
                    triangle.forward(sums.inverse + column * size, from: column)
                }
            }
            return body(sums)
        }
    }

    private init(_ base: UnsafeMutablePointer<Double>, size: Int, columns: Int, taps: Int, channels: Int) {
        self.size = size
        self.cross = base
        self.inverse = self.cross + columns * size
        self.whitened = self.inverse + size * size
        self.weights = self.whitened + Self.together * size
        self.factors = self.weights + Self.together
        self.residuals = self.factors + Self.together
        self.values = self.residuals + Self.together
        self.score = self.values + Self.together * columns
        self.square = self.score + columns
        self.total = self.square + columns
        self.explained = self.total + columns
        self.taps = self.explained + columns
        self.rows = self.taps + taps
    }

    /// Begins a row, one of those that are added together; its columns are to be set before they are added.
    func begin(_ line: LossFit.Line, as number: Int) {
        self.rows[line.row.channel] += 1
        self.weights[number] = line.weight
        self.residuals[number] = line.residual
        let to = self.whitened + number * self.size
        to.update(repeating: 0, count: self.size)
        for (place, value) in line.regressors where value != 0 {
            accumulate(value, self.inverse + place * self.size + place, to + place, self.size - place)
        }
    }

    /// What a row has in a column.
    func set(_ value: Double, in column: Int, of number: Int) { self.values[column * Self.together + number] = value }

    /// Adds what so many rows have in a column.
    func add(_ column: Int, of count: Int) {
        let values = self.values + column * Self.together
        for number in 0..<count {
            let weighted = self.weights[number] * values[number]
            self.score[column] += weighted * self.residuals[number]
            self.square[column] += weighted * values[number]
            self.total[column] += values[number]
            self.factors[number] = weighted
        }
        let to = self.cross + column * self.size
        var first = 0
        while first + 4 <= count {
            accumulate(four: self.factors + first, self.whitened + first * self.size, to, self.size)
            first += 4
        }
        while first < count {
            if self.factors[first] != 0 {
                accumulate(self.factors[first], self.whitened + first * self.size, to, self.size)
            }
            first += 1
        }
    }

    /// Adds the products of a tap's coefficients in a row.
    func add(_ tap: [(place: Int, value: Double)], channel: Int, weight: Double) {
        for (place, value) in tap {
            let to = self.taps + (channel * Self.tapSize + place) * Self.tapSize
            for (other, second) in tap where other <= place { to[other] += weight * value * second }
        }
    }

    /// Brings `explained` of a column up to what was added.
    func explain(_ column: Int) { self.explained[column] = self.product(column, column) }

    /// The product of two columns' parts that the fit's parameters explain.
    func product(_ first: Int, _ second: Int) -> Double {
        LossDetection.product(self.cross + first * self.size, self.cross + second * self.size, self.size)
    }

    /// The product of two of a tap's coefficients, `second` no later than `first`.
    func tap(_ channel: Int, _ first: Int, _ second: Int) -> Double {
        self.taps[(channel * Self.tapSize + first) * Self.tapSize + second]
    }
}
