/// What ``MetersMeasurement`` found.
public struct MetersFigures: Codable, Sendable {
    public var validators: Int
    public var meters: Int
    public var intervals: Int
    /// From the start of the processes until each answers.
    public var startSeconds = 0.0
    /// Resident memory of the largest validator: after its start, after all readings, and at most.
    public var startKilobytes = 0
    public var residentKilobytes = 0
    public var anonymousKilobytes = 0
    public var peakKilobytes = 0
    /// Share of a processor, of the busiest validator with nothing to do.
    public var idleShare = 0.0
    /// One block with the readings of all meters: to execute it and to store it, by itself.
    public var blockMilliseconds = 0.0
    /// From the submission of all boxes' readings of one interval until the last is final, for each interval.
    public var finalMilliseconds: [Double] = []
    /// Blocks that took them up.
    public var blocks = 0
    public var chainBytes = 0

    /// The goal: resident memory in kB.
    public static let limit = 150_000
    /// The goal: share of a processor.
    public static let idleLimit = 0.01

    init(validators: Int, meters: Int, intervals: Int) {
        self.validators = validators
        self.meters = meters
        self.intervals = intervals
    }

    /// The most resident memory after the load, as a share of the goal.
    public var memoryRatio: Double { Double(self.residentKilobytes) / Double(Self.limit) }

    public var meetsGoals: Bool { self.memoryRatio < 1 && self.idleShare < Self.idleLimit }
}

extension MetersFigures: CustomStringConvertible {
    public var description: String {
        let final = self.finalMilliseconds.map { MeasureText.number($0, 0) }.joined(separator: ", ")
        return """
            \(self.validators) validators with \(self.meters) meters in the state, each a process that has executed the \
            readings of \(self.intervals) intervals:
              memory   \(Self.megabytes(self.residentKilobytes)) MB resident after the load, the largest validator \
            (\(Self.megabytes(self.anonymousKilobytes)) MB of it anonymous; \
            \(Self.megabytes(self.startKilobytes)) MB after its start, \(Self.megabytes(self.peakKilobytes)) MB at most; \
            goal: under \(Self.limit / 1000) MB, \(MeasureText.number(self.memoryRatio, 2)) of it; \
            \(MeasureText.verdict(self.memoryRatio < 1)))
              idle     \(MeasureText.percent(self.idleShare)) of a processor (goal: under 1 %; \
            \(MeasureText.verdict(self.idleShare < Self.idleLimit)))
              a block  \(MeasureText.number(self.blockMilliseconds, 0)) ms to execute and store one of \(self.meters) readings
              final    \(final) ms from the submission of \(self.meters) readings until all are final, in \
            \(self.blocks) blocks altogether
              start    \(MeasureText.number(self.startSeconds)) s until every validator answers, chain of \
            \(MeasureText.number(Double(self.chainBytes) / 1e6)) MB
            """
    }

    private static func megabytes(_ kilobytes: Int) -> String { MeasureText.number(Double(kilobytes) / 1000) }
}
