/// The normal equations of a ridge regression: what rows say of its coefficients, beside what is believed of them.
struct NormalEquations {
    /// The lower triangle is used.
    var information: Matrix
    var score: [Double]
    /// Zeros, for one row at a time.
    private var dense: [Double]

    /// `prior` has the standard deviations of coefficients that are believed to be 0.
    init(prior: [Double]) {
        self.information = Matrix(diagonal: prior.map { 1 / ($0 * $0) })
        self.score = Array(repeating: 0, count: prior.count)
        self.dense = self.score
    }

    /// Adds a row with a weight; one below 0 takes it away.
    mutating func add(_ line: LossFit.Line, _ weight: Double) {
        let size = self.score.count
        let regressors = line.regressors
        for (place, value) in regressors {
            self.dense[place] = value
            self.score[place] += weight * value * line.target
        }
        self.information.values.withUnsafeMutableBufferPointer { information in
            self.dense.withUnsafeBufferPointer { dense in
                guard let information = information.baseAddress, let dense = dense.baseAddress else { return }
                for (place, value) in regressors where value != 0 {
                    accumulate(weight * value, dense, information + place * size, place + 1)
                }
            }
        }
        for (place, _) in regressors { self.dense[place] = 0 }
    }
}
