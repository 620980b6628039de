import Testing

@testable import LossDetection

@Suite struct MathematicsTests {
    @Test func factorSolves() throws {
        var matrix = Matrix(rows: 3, columns: 3)
        let lower: [[Double]] = [[4], [2, 5], [1, -1, 3]]
        for (row, values) in lower.enumerated() {
            for (column, value) in values.enumerated() { matrix[row, column] = value }
        }
        let factor = try #require(CholeskyFactor(matrix))
        let x = factor.solve([7, 6, 3])
        let full: [[Double]] = [[4, 2, 1], [2, 5, -1], [1, -1, 3]]
        for (row, right) in zip(full, [7.0, 6, 3]) {
            #expect(abs(zip(row, x).reduce(0) { $0 + $1.0 * $1.1 } - right) < 1e-12)
        }
    }

    @Test func factorRefusesWhatIsNotDefinite() {
        var matrix = Matrix(rows: 2, columns: 2)
        matrix[0, 0] = 1
        matrix[1, 0] = 2
        matrix[1, 1] = 1
        #expect(CholeskyFactor(matrix) == nil)
        matrix[1, 1] = .nan
        #expect(CholeskyFactor(matrix) == nil)
    }

    @Test func regressionFindsItsCoefficients() throws {
        var regression = Regression(count: 2)
        for x in stride(from: 0.0, to: 10, by: 1) { regression.take([1, x], 3 - 0.5 * x) }
        let found = try #require(regression.solve(varianceOf: 1))
        #expect(abs(found.values[0] - 3) < 1e-6)
        #expect(abs(found.values[1] + 0.5) < 1e-6)
    }
}
