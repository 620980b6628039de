/// What ``LossesMeasurement`` found.
public struct LossesFigures: Codable, Sendable {
    public let seed: UInt64
    /// Of each feeder.
    public let days: Int
    public let score: LossScore
    public let curve: ShareCurve
    public let sensitivity: StatedSensitivity
    /// Of all analyses, with handing them the readings.
    public let processorSeconds: Double
    /// The same for a year of a feeder with 40 houses, by the days and houses of those that ran.
    public let processorSecondsScaledToYear: Double
    public let meetsGoals: Bool

    public static let falseAlarmsLimit = 1.0
    public static let kindGoal = 0.95
    public static let phaseGoal = 0.95
    public static let firstThreeGoal = 0.85
    public static let hoursLimit = 24.0
    public static let energyErrorLimit = 2.0

    init(_ runs: [LossRun], seed: UInt64, days: Int) {
        self.seed = seed
        self.days = days
        self.score = LossScore(runs.map(\.truth), alarms: runs.flatMap(\.alarms).compactMap { ScoredAlarm($0) })
        self.curve = ShareCurve(self.score.scenarios)
        self.sensitivity = StatedSensitivity(runs, self.score.scenarios)
        self.processorSeconds = runs.reduce(0) { $0 + $1.processorSeconds }
        let houseDays = Double(runs.reduce(0) { $0 + $1.houses } * days)
        self.processorSecondsScaledToYear =
            self.processorSeconds / max(1, houseDays)
            * Double(LossYearFigures.houses * LossYearFigures.days)
        self.meetsGoals = Self.goals(self.score).allSatisfy { $0.isMet ?? true }
    }
}

extension LossesFigures {
    private struct Goal {
        let name: String
        let words: String
        /// Nil where nothing was to be judged.
        let isMet: Bool?

        init(_ name: String, _ value: Double?, atMost limit: Double) {
            (self.name, self.words) = (name, "at most \(MeasureText.number(limit, 0))")
            self.isMet = value.map { $0 <= limit }
        }

        init(_ name: String, _ value: Double?, atLeast limit: Double) {
            (self.name, self.words) = (name, "at least \(MeasureText.number(limit, 2))")
            self.isMet = value.map { $0 >= limit }
        }

        var line: String {
            "  \(MeasureText.padded(self.name, to: 32))\(MeasureText.padded(self.words, to: 16))"
                + (self.isMet.map { MeasureText.verdict($0) } ?? "–")
        }
    }

    private static func goals(_ score: LossScore) -> [Goal] {
        [
            Goal("false alarms a feeder-year", score.falseAlarmsPerFeederYear, atMost: Self.falseAlarmsLimit),
            Goal("kind right", score.kind.share, atLeast: Self.kindGoal),
            Goal("phase right", score.phase.share, atLeast: Self.phaseGoal),
            Goal("a right meter among three", score.firstThree.share, atLeast: Self.firstThreeGoal),
            Goal("hours to detect, median", score.medianHoursToDetect, atMost: Self.hoursLimit),
            Goal("error of the energy, median %", score.medianEnergyErrorPercent, atMost: Self.energyErrorLimit),
        ]
    }
}

extension LossesFigures: CustomStringConvertible {
    public var description: String {
        """
        \(self.score.scenarios.count) feeders of \(self.days) days, seed \(self.seed):

        \(self.score)

        goals
        \(Self.goals(self.score).map(\.line).joined(separator: "\n"))

        found by share of the energy
        \(self.curve)

        what the detector says that it would find within 7 days
        \(self.sensitivity)

        processor time                  \(MeasureText.number(self.processorSeconds)) s; scaled to \
        \(LossYearFigures.houses) houses and a year \(MeasureText.number(self.processorSecondsScaledToYear)) s \
        (--year measures a year)
        """
    }
}
