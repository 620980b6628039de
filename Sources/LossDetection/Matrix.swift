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

/// The Cholesky factor of a symmetric positive definite matrix: lower triangle, by rows.
struct CholeskyFactor: Sendable {
    let size: Int
    private var lower: [Double]

    /// Reads the lower triangle only; nil where the matrix is not positive definite, or not finite.
    init?(_ matrix: Matrix) {
        let size = matrix.rows
        var lower = matrix.values
        let isDefinite = lower.withUnsafeMutableBufferPointer { l in
            for j in 0..<size {
                var diagonal = l[j * size + j]
                for k in 0..<j { diagonal -= l[j * size + k] * l[j * size + k] }
                guard diagonal > 0, diagonal.isFinite else { return false }
                let root = diagonal.squareRoot()
                l[j * size + j] = root
                for i in (j + 1)..<max(size, j + 1) {
                    var sum = l[i * size + j]
                    for k in 0..<j { sum -= l[i * size + k] * l[j * size + k] }
                    l[i * size + j] = sum / root
                }
            }
            return true
        }
        guard isDefinite else { return nil }
        self.size = size
        self.lower = lower
    }

    /// L⁻¹·b.
    func forward(_ b: [Double]) -> [Double] {
        var x = b
        self.lower.withUnsafeBufferPointer { l in
            x.withUnsafeMutableBufferPointer { x in
                for i in 0..<self.size {
                    let row = UnsafeBufferPointer(rebasing: l[(i * self.size)..<(i * self.size + i)])
                    x[i] = (x[i] - product(row, UnsafeBufferPointer(x))) / l[i * self.size + i]
                }
            }
        }
        return x
    }

    /// A⁻¹·b.
    func solve(_ b: [Double]) -> [Double] {
        var x = self.forward(b)
        self.lower.withUnsafeBufferPointer { l in
            for i in stride(from: self.size - 1, through: 0, by: -1) {
                var sum = x[i]
                for k in (i + 1)..<max(self.size, i + 1) { sum -= l[k * self.size + i] * x[k] }
                x[i] = sum / l[i * self.size + i]
            }
        }
        return x
    }

    /// Product of the factor's diagonal: the square root of the determinant. Small sizes only, as it can overflow.
    var halfDeterminant: Double { (0..<self.size).reduce(1) { $0 * self.lower[$1 * self.size + $1] } }
}

/// Σ a·b over as many values as the first has, in four sums that a processor adds up side by side.
func product(_ a: UnsafeBufferPointer<Double>, _ b: UnsafeBufferPointer<Double>) -> Double {
    var (first, second, third, fourth) = (0.0, 0.0, 0.0, 0.0)
    var k = 0
    while k + 4 <= a.count {
        first += a[k] * b[k]
        second += a[k + 1] * b[k + 1]
        third += a[k + 2] * b[k + 2]
        fourth += a[k + 3] * b[k + 3]
        k += 4
    }
    while k < a.count {
        first += a[k] * b[k]
        k += 1
    }
    return (first + second) + (third + fourth)
}
