/// A small dense matrix by rows.
struct Matrix: Sendable {
    let rows: Int
    let columns: Int
    var values: [Double]

    init(rows: Int, columns: Int) {
        self.rows = rows
        self.columns = columns
        self.values = Array(repeating: 0, count: rows * columns)
    }

    init(diagonal: [Double]) {
        self.init(rows: diagonal.count, columns: diagonal.count)
        for (index, value) in diagonal.enumerated() { self[index, index] = value }
    }

    subscript(row: Int, column: Int) -> Double {
        get { self.values[row * self.columns + column] }
        set { self.values[row * self.columns + column] = newValue }
    }
}

/// The Cholesky factor of a symmetric positive definite matrix.
struct CholeskyFactor: Sendable {
    let size: Int
    private var lower: [Double]

    /// Reads the lower triangle only; nil where the matrix is not positive definite, or not finite.
    init?(_ matrix: Matrix) {
        let size = matrix.rows
        var lower = matrix.values
        let isDefinite = lower.withUnsafeMutableBufferPointer { lower in
            lower.baseAddress.map { Triangle(factorising: $0, size: size) != nil } ?? true
        }
        guard isDefinite else { return nil }
        self.size = size
        self.lower = lower
    }

    /// L⁻¹·b.
    func forward(_ b: [Double]) -> [Double] { self.applied(to: b) { $0.forward($1) } }

    /// A⁻¹·b.
    func solve(_ b: [Double]) -> [Double] {
        self.applied(to: b) {
            $0.forward($1)
            $0.backward($1)
        }
    }

    /// Reads the factor without a copy.
    func withTriangle<Result>(_ body: (Triangle) -> Result) -> Result? {
        self.lower.withUnsafeBufferPointer { lower in
            lower.baseAddress.map { body(Triangle(size: self.size, values: $0)) }
        }
    }

    private func applied(to b: [Double], _ body: (Triangle, UnsafeMutablePointer<Double>) -> Void) -> [Double] {
        var x = b
        x.withUnsafeMutableBufferPointer { x in
            guard let x = x.baseAddress else { return }
            self.withTriangle { body($0, x) }
        }
        return x
    }
}
