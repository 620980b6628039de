/// What ``FleetMeasurement`` found.
public struct FleetFigures: Codable, Sendable {
    struct Sample: Sendable {
        let seconds: Double
        let residentKilobytes: Int
        let processorSeconds: Double

        init(seconds: Double, _ usage: ProcessUsage) {
            self.seconds = seconds
            self.residentKilobytes = usage.residentKilobytes
            self.processorSeconds = usage.processorSeconds
        }
    }

    public var lines: Int
    public var units: Int
    public var seconds: Double
    public var transactions: Int
    /// At the beginning, at most, and at the end.
    public var firstKilobytes: Int
    public var mostKilobytes: Int
    public var lastKilobytes: Int
    /// Slope of the straight line through the second half of the run.
    public var kilobytesPerMinute: Double
    public var processorShare: Double

    /// The goals: resident memory of the box in kB, and its growth.
    public static let limit = 100_000
    public static let growthLimit = 200.0

    public var meetsMemoryGoal: Bool { self.mostKilobytes < Self.limit }
    public var meetsGrowthGoal: Bool { self.kilobytesPerMinute < Self.growthLimit }
    public var meetsGoals: Bool { self.meetsMemoryGoal && self.meetsGrowthGoal && self.transactions > 0 }

    init(_ measurement: FleetMeasurement, samples: [Sample], transactions: Int) {
        self.lines = measurement.lines
        self.units = measurement.units
        self.seconds = samples.last?.seconds ?? 0
        self.transactions = transactions
        let sizes = samples.map(\.residentKilobytes)
        self.firstKilobytes = sizes.first ?? 0
        self.mostKilobytes = sizes.max() ?? 0
        self.lastKilobytes = sizes.last ?? 0
        self.kilobytesPerMinute = Self.slope(samples.suffix(samples.count / 2)) * 60
        let used = (samples.last?.processorSeconds ?? 0) - (samples.first?.processorSeconds ?? 0)
        self.processorShare = used / max(0.001, self.seconds)
    }

    /// Least squares, in kB a second.
    private static func slope(_ samples: ArraySlice<Sample>) -> Double {
        let count = Double(max(1, samples.count))
        let time = samples.reduce(0) { $0 + $1.seconds } / count
        let size = samples.reduce(0) { $0 + Double($1.residentKilobytes) } / count
        let spread = samples.reduce(0) { $0 + ($1.seconds - time) * ($1.seconds - time) }
        guard spread > 0 else { return 0 }
        return samples.reduce(0) { $0 + ($1.seconds - time) * (Double($1.residentKilobytes) - size) } / spread
    }
}

extension FleetFigures: CustomStringConvertible {
    public var description: String {
        func megabytes(_ kilobytes: Int) -> String { MeasureText.number(Double(kilobytes) / 1000) }
        return """
            one box, \(self.lines) buses of \(self.units) units, \(MeasureText.number(self.seconds, 0)) s, \
            \(self.transactions) transactions:
              resident memory    \(megabytes(self.firstKilobytes)) MB at the beginning, \
            \(megabytes(self.mostKilobytes)) MB at most, \(megabytes(self.lastKilobytes)) MB at the end \
            (goal: under \(Self.limit / 1000) MB; \(MeasureText.verdict(self.meetsMemoryGoal)))
              growth             \(MeasureText.number(self.kilobytesPerMinute)) kB a minute over the second half \
            (goal: under \(MeasureText.number(Self.growthLimit, 0)); \(MeasureText.verdict(self.meetsGrowthGoal)))
              processor          \(MeasureText.percent(self.processorShare)) of one
            """
    }
}
