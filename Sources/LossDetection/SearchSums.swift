/// Sums over the rows from an onset on, by columns: a column is what one cause, or several of them, makes of the rows.
///
/// It lives in memory that is lent for one search.
struct SearchSums {
    static let tapSize = Cause.tap(channel: 0).dimensions

    /// Parameters of the fit.
    private let size: Int
    private let columns: Int
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
    /// Of one row.
    private let whitened: UnsafeMutablePointer<Double>
    /// The inverse of the fit's factor, by columns.
    private let inverse: UnsafeMutablePointer<Double>

    /// Calls `body` with sums of nothing.
    static func with<Result>(
        _ factor: CholeskyFactor, columns: Int, channels: Int, _ body: (SearchSums) -> Result
    ) -> Result? {
        let size = factor.size
        let taps = channels * Self.tapSize * Self.tapSize
        let capacity = (columns + 1 + size) * size + 4 * columns + taps + channels
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
        self.columns = columns
        self.cross = base
        self.inverse = self.cross + columns * size
        self.whitened = self.inverse + size * size
        self.score = self.whitened + size
        self.square = self.score + columns
        self.total = self.square + columns
        self.explained = self.total + columns
        self.taps = self.explained + columns
        self.rows = self.taps + taps
    }

    /// Begins a row: what is added to columns is of this one.
    func begin(_ line: LossFit.Line) {
        self.rows[line.row.channel] += 1
        self.whitened.update(repeating: 0, count: self.size)
        for (place, value) in line.regressors where value != 0 {
            accumulate(
                value, self.inverse + place * self.size + place, self.whitened + place, self.size - place)
        }
    }

    /// Adds a row's value of one column; `weight` and `residual` are the row's.
    func add(_ value: Double, to column: Int, weight: Double, residual: Double) {
        guard value != 0 else { return }
        let weighted = weight * value
        self.score[column] += weighted * residual
        self.square[column] += weighted * value
        self.total[column] += value
        accumulate(weighted, self.whitened, self.cross + column * self.size, self.size)
    }

    /// Adds the products of a tap's coefficients in a row.
    func add(_ tap: [(place: Int, value: Double)], channel: Int, weight: Double) {
        for (place, value) in tap {
            for (other, second) in tap where other <= place {
                self.taps[(channel * Self.tapSize + place) * Self.tapSize + other] += weight * value * second
            }
        }
    }

    /// Brings `explained` up to what was added.
    func explain() {
        for column in 0..<self.columns { self.explained[column] = self.product(column, column) }
    }

    /// The product of two columns' parts that the fit's parameters explain.
    func product(_ first: Int, _ second: Int) -> Double {
        LossDetection.product(self.cross + first * self.size, self.cross + second * self.size, self.size)
    }

    /// The product of two of a tap's coefficients, `second` no later than `first`.
    func tap(_ channel: Int, _ first: Int, _ second: Int) -> Double {
        self.taps[(channel * Self.tapSize + first) * Self.tapSize + second]
    }
}
