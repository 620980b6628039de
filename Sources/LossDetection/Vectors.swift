/// Σ a·b over so many values, in eight sums that a processor adds up side by side.
func product(_ a: UnsafePointer<Double>, _ b: UnsafePointer<Double>, _ count: Int) -> Double {
    var (s0, s1, s2, s3) = (0.0, 0.0, 0.0, 0.0)
    var (s4, s5, s6, s7) = (0.0, 0.0, 0.0, 0.0)
    var k = 0
    while k &+ 8 <= count {
        s0 += a[k] * b[k]
        s1 += a[k &+ 1] * b[k &+ 1]
        s2 += a[k &+ 2] * b[k &+ 2]
        s3 += a[k &+ 3] * b[k &+ 3]
        s4 += a[k &+ 4] * b[k &+ 4]
        s5 += a[k &+ 5] * b[k &+ 5]
        s6 += a[k &+ 6] * b[k &+ 6]
        s7 += a[k &+ 7] * b[k &+ 7]
        k &+= 8
    }
    var sum = ((s0 + s4) + (s1 + s5)) + ((s2 + s6) + (s3 + s7))
    while k < count {
        sum += a[k] * b[k]
        k &+= 1
    }
    return sum
}

/// y += factor·x over so many values.
func accumulate(_ factor: Double, _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ count: Int) {
    var k = 0
    while k < count {
        y[k] += factor * x[k]
        k &+= 1
    }
}

/// y += Σ factors·x over so many values, for four vectors that follow one another.
func accumulate(
    four factors: UnsafePointer<Double>, _ x: UnsafePointer<Double>, _ y: UnsafeMutablePointer<Double>, _ count: Int
) {
    let (f0, f1, f2, f3) = (factors[0], factors[1], factors[2], factors[3])
    let (x1, x2, x3) = (x + count, x + 2 * count, x + 3 * count)
    var k = 0
    while k < count {
        y[k] += (f0 * x[k] + f1 * x1[k]) + (f2 * x2[k] + f3 * x3[k])
        k &+= 1
    }
}

/// The Cholesky factor of a symmetric positive definite matrix in memory that somebody else holds: lower triangle, by rows.
struct Triangle {
    let size: Int
    let values: UnsafePointer<Double>

    /// Turns a matrix, of which the lower triangle is read, into its factor; nil where it is not positive definite, or not
    /// finite.
    init?(factorising matrix: UnsafeMutablePointer<Double>, size: Int) {
        for i in 0..<size {
            let row = matrix + i * size
            for j in 0..<i {
                let other = matrix + j * size
                row[j] = (row[j] - product(row, other, j)) / other[j]
            }
            let diagonal = row[i] - product(row, row, i)
            guard diagonal > 0, diagonal.isFinite else { return nil }
            row[i] = diagonal.squareRoot()
        }
        self.init(size: size, values: UnsafePointer(matrix))
    }

    init(size: Int, values: UnsafePointer<Double>) {
        self.size = size
        self.values = values
    }

    /// L⁻¹·b in place; b is 0 before `first`.
    func forward(_ x: UnsafeMutablePointer<Double>, from first: Int = 0) {
        for i in first..<max(first, self.size) {
            let row = self.values + i * self.size
            x[i] = (x[i] - product(row + first, x + first, i - first)) / row[i]
        }
    }

    /// L⁻ᵀ·b in place: behind ``forward(_:)`` it gives A⁻¹·b.
    func backward(_ x: UnsafeMutablePointer<Double>) {
        for i in stride(from: self.size - 1, through: 0, by: -1) {
            let row = self.values + i * self.size
            x[i] /= row[i]
            accumulate(-x[i], row, x, i)
        }
    }

    /// Product of the diagonal: the square root of the determinant. Small sizes only, as it can overflow.
    var halfDeterminant: Double { (0..<self.size).reduce(1) { $0 * self.values[$1 * self.size + $1] } }
}
