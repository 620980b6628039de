/// What ``FaultMeasurement`` found for one kind of trouble.
public struct FaultFigures: Codable, Sendable {
    public var fault: String
    public var summary: String
    public var goal: Double?
    /// One for each seed.
    public var runs: [FaultRun]
    /// Good readings by those of the clean line: the worst seed, and the middle one.
    public var minimum: Double
    public var median: Double
    public var wrong: Int
    public var lateAnswers: Int
    public var collisions: Int
    public var silenceViolations: Int
    public var longestGapMilliseconds: Int64

    init(_ fault: FaultCase, _ runs: [FaultRun]) {
        let shares = runs.map(\.share).sorted()
        self.fault = fault.name
        self.summary = fault.summary
        self.goal = fault.goal
        self.runs = runs
        self.minimum = shares.first ?? 0
        self.median = shares.isEmpty ? 0 : shares[shares.count / 2]
        self.wrong = runs.reduce(0) { $0 + $1.wrong }
        self.lateAnswers = runs.reduce(0) { $0 + $1.lateAnswers }
        self.collisions = runs.reduce(0) { $0 + $1.collisions }
        self.silenceViolations = runs.reduce(0) { $0 + $1.silenceViolations }
        self.longestGapMilliseconds = runs.map(\.longestGapMilliseconds).max() ?? 0
    }

    /// The middle seed reaches the goal, nothing wrong was read, and no request broke a silence.
    public var meetsGoals: Bool { self.meetsGoal && self.wrong == 0 && self.silenceViolations == 0 }
    public var meetsGoal: Bool { self.goal.map { self.median >= $0 } ?? true }

    public static let heading =
        "fault                 goal    min  median  wrong   late  collisions  violations   gap s"
}

extension FaultFigures: CustomStringConvertible {
    public var description: String {
        func column(_ text: String, _ width: Int) -> String {
            String(repeating: " ", count: max(1, width - text.count)) + text
        }
        let name = MeasureText.padded(self.fault, to: 20)
        let columns = [
            column(self.goal.map { MeasureText.number($0, 2) } ?? "-", 6),
            column(MeasureText.number(self.minimum, 3), 7), column(MeasureText.number(self.median, 3), 8),
            column("\(self.wrong)", 7), column("\(self.lateAnswers)", 7), column("\(self.collisions)", 12),
            column("\(self.silenceViolations)", 12),
            column(MeasureText.number(Double(self.longestGapMilliseconds) / 1000), 8),
        ]
        return name + columns.joined() + (self.meetsGoals ? "" : "  MISSED")
    }
}
