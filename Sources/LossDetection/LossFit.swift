/// A cause from some interval on.
struct DatedCause: Hashable, Sendable {
    var cause: Cause
    /// Intervals since the feeder's start.
    var onset: Int
}

/// The loss model fitted to the rows of a window: robust Bayesian ridge regression with the priors of
/// ``LossParameters``, and with the causes that are known already.
struct LossFit: Sendable {
    struct Line: Sendable {
        var row: EnergyRow
        var regressors: [(place: Int, value: Double)]
        /// Wh.
        var deviation: Double
        /// What the prior means leave unexplained, Wh.
        var target: Double
        /// 1 where the row fits, less where it is far off.
        var trust = 1.0
        /// What the fitted model leaves unexplained, Wh.
        var residual = 0.0
        /// As `residual`, with the causes left in.
        var unexplained = 0.0

        var weight: Double { self.trust / (self.deviation * self.deviation) }
        /// The residual in deviations.
        var score: Double { self.residual / self.deviation }

        /// Adds what causes make of the row; their coefficients come behind so many others.
        fileprivate mutating func add(_ causes: [DatedCause], behind count: Int, _ channelOfHouse: [Int?]) {
            var offset = count
            for dated in causes {
                if self.row.start >= dated.onset {
                    for (place, value) in dated.cause.regressors(self.row, channelOfHouse) {
                        self.regressors.append((offset + place, value))
                    }
                }
                offset += dated.cause.dimensions
            }
        }
    }

    /// Deviations from which a row that stands alone is trusted less (Huber).
    private static let bend = 3.5

    private(set) var lines: [Line]
    private(set) var estimates: [Double] = []
    private(set) var factor: CholeskyFactor
    let baseCount: Int

    /// Nil where the numbers are not finite. `memory` is what older rows said.
    init?(
        _ lines: [Line], parameters: LossParameters, memory: LossMemory, causes: [DatedCause],
        deviations: [[Double]], channelOfHouse: [Int?], isTrustFixed: Bool = false
    ) {
        let base = parameters.count
        let prior = parameters.deviations + deviations.flatMap { $0 }
        self.baseCount = base
        self.lines = lines
        for number in lines.indices { self.lines[number].add(causes, behind: base, channelOfHouse) }
        var equations = NormalEquations(prior: prior)
        memory.add(to: &equations.information, &equations.score)
        for number in self.lines.indices { equations.add(self.lines[number], self.lines[number].weight) }
        guard let first = CholeskyFactor(equations.information) else { return nil }
        self.factor = first
        self.explain(equations.score)
        guard !isTrustFixed else { return }
        let trusted = self.lines.indices.map { self.lines[$0].trust }
        guard self.distrust() else { return }
        // What has changed is added alone: few rows are distrusted.
        for (number, before) in trusted.enumerated() where self.lines[number].trust != before {
            let deviation = self.lines[number].deviation
            equations.add(self.lines[number], (self.lines[number].trust - before) / (deviation * deviation))
        }
        guard let second = CholeskyFactor(equations.information) else { return nil }
        self.factor = second
        self.explain(equations.score)
    }

    /// A row that is far off while the rows before and behind it are not is a wrong value more likely than a load:
    /// it counts as far as Huber's function lets it. True where there is one.
    private mutating func distrust() -> Bool {
        let channels = 1 + self.lines.indices.reduce(0) { max($0, self.lines[$1].row.channel) }
        var last = [Int?](repeating: nil, count: channels)
        var before = [Double](repeating: 0, count: channels)
        var hasAny = false
        for number in self.lines.indices {
            let channel = self.lines[number].row.channel
            if let previous = last[channel] {
                hasAny = self.weigh(previous, between: before[channel], and: self.lines[number].score) || hasAny
                before[channel] = self.lines[previous].score
            }
            last[channel] = number
        }
        for (channel, number) in last.enumerated() {
            guard let number else { continue }
            hasAny = self.weigh(number, between: before[channel], and: 0) || hasAny
        }
        return hasAny
    }

    private mutating func weigh(_ number: Int, between one: Double, and other: Double) -> Bool {
        let size = abs(self.lines[number].score)
        let isAlone = max(abs(one), abs(other)) < size / 3
        self.lines[number].trust = isAlone ? min(1, Self.bend / max(Self.bend, size)) : 1
        return self.lines[number].trust < 1
    }

    /// The same fit, with the rows that begin later.
    func later(than start: Int) -> LossFit {
        var fit = self
        fit.lines = self.lines.filter { $0.row.start > start }
        return fit
    }

    /// A later row, judged by what the others said.
    mutating func append(_ line: LossFit.Line, causes: [DatedCause], channelOfHouse: [Int?]) {
        var line = line
        line.add(causes, behind: self.baseCount, channelOfHouse)
        Self.explain(&line, self.estimates, baseCount: self.baseCount)
        line.trust = min(1, Self.bend / max(1e-9, abs(line.score)))
        self.lines.append(line)
    }

    private static func explain(_ line: inout Line, _ estimates: [Double], baseCount: Int) {
        var rest = line.target
        var unexplained = rest
        for (place, value) in line.regressors {
            let part = value * estimates[place]
            rest -= part
            if place < baseCount { unexplained -= part }
        }
        line.residual = rest
        line.unexplained = unexplained
    }

    private mutating func explain(_ score: [Double]) {
        let estimates = self.factor.solve(score)
        self.estimates = estimates
        let baseCount = self.baseCount
        for number in self.lines.indices {
            Self.explain(&self.lines[number], estimates, baseCount: baseCount)
        }
    }
}

/// What rows older than the window said of the parameters, fading.
struct LossMemory: Sendable {
    private var information: Matrix
    private var score: [Double]

    init(count: Int) {
        self.information = Matrix(rows: count, columns: count)
        self.score = Array(repeating: 0, count: count)
    }

    func add(to information: inout Matrix, _ score: inout [Double]) {
        let count = self.score.count
        let columns = information.columns
        information.values.withUnsafeMutableBufferPointer { information in
            for row in 0..<count {
                score[row] += self.score[row]
                for column in 0...row { information[row * columns + column] += self.information[row, column] }
            }
        }
    }

    /// A factor for each row that is taken in: a memory of some 200 days.
    private static let fading = 0.9998

    private mutating func fade() {
        self.information.values.withUnsafeMutableBufferPointer { values in
            for index in values.indices { values[index] *= Self.fading }
        }
        for index in self.score.indices { self.score[index] *= Self.fading }
    }

    /// A row of the last fit, without what its causes and the season explain in it.
    mutating func take(_ line: LossFit.Line, _ estimates: [Double], seasonal: Range<Int>) {
        self.fade()
        let own = line.regressors.filter { $0.place < self.score.count && !seasonal.contains($0.place) }
        let rest = line.residual + own.reduce(0) { $0 + $1.value * estimates[$1.place] }
        for (place, value) in own {
            let weighted = line.weight * value
            self.score[place] += weighted * rest
            for (other, second) in own where other <= place { self.information[place, other] += weighted * second }
        }
    }
}
