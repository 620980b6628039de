import FieldBus

/// What ``LineMeasurement`` found.
public struct LineFigures: Codable, Sendable {
    public var profile: String
    public var baud: Int
    /// `standard` or `strict-characters`.
    public var silence: String
    public var devices: Int
    public var quantities: Int
    public var turnaroundMilliseconds: Int
    public var seconds: Double
    public var transactions: Int
    /// Exchanges without a good answer.
    public var failures: Int
    public var transactionsPerSecond: Double
    /// Whole rounds over all devices, and what one takes at least: characters, turnaround, silences.
    public var rounds: Int
    public var optimumMilliseconds: Double
    /// The optimum of the rounds by the time they took.
    public var share: Double
    /// What a transaction took beyond the optimum, the line's own lateness included.
    public var beyondMicroseconds: Double
    /// User and system time of the polling process.
    public var processorMicrosecondsPerTransaction: Double
    /// Time before a request in which the line lay idle although a poll was due.
    public var meanIdleMicroseconds: Double
    public var longestIdleMicroseconds: Double

    /// The goal: processor time of one transaction in microseconds.
    public static let processorLimit = 500.0
    /// The goal: what the bus adds to a transaction before its request, in microseconds.
    public static let idleLimit = 300.0

    /// The goal: share of the line's optimum. Above 19 200 baud and with 3.5 characters, silences are so short that
    /// waking up weighs more.
    public var shareGoal: Double { self.silence == "standard" ? 0.99 : 0.97 }
    public var meetsShareGoal: Bool { self.share >= self.shareGoal }
    public var meetsProcessorGoal: Bool { self.processorMicrosecondsPerTransaction < Self.processorLimit }
    public var meetsIdleGoal: Bool { self.meanIdleMicroseconds < Self.idleLimit }
    /// Figures of a line on which one exchange in a hundred fails are worth nothing.
    public var meetsGoals: Bool {
        self.meetsShareGoal && self.meetsProcessorGoal && self.meetsIdleGoal && self.rounds > 0
            && self.failures * 100 <= self.transactions
    }

    init(
        _ measurement: LineMeasurement, optimumNanoseconds: Int64, sweeps: SweepCounter.Rounds,
        from before: BusStatistics, to after: BusStatistics, elapsedNanoseconds: Int64, processorNanoseconds: Int64
    ) {
        func grown(_ value: (BusStatistics) -> Int) -> Int { value(after) - value(before) }
        let transactions = grown { $0.devices.reduce(0) { $0 + $1.transactions } }
        let perTransaction = 1 / Double(max(transactions, 1))
        self.profile = measurement.profile
        self.baud = measurement.baud
        self.silence = measurement.strictCharacters ? "strict-characters" : "standard"
        self.devices = measurement.devices
        self.quantities = measurement.quantities
        self.turnaroundMilliseconds = measurement.turnaroundMilliseconds
        self.seconds = Double(elapsedNanoseconds) / 1e9
        self.transactions = transactions
        self.failures = transactions - grown { $0.devices.reduce(0) { $0 + $1.answers } }
        self.transactionsPerSecond = Double(transactions) / self.seconds
        self.rounds = sweeps.count
        self.optimumMilliseconds = Double(optimumNanoseconds) / 1e6
        self.share = Double(optimumNanoseconds) * Double(sweeps.count) / Double(max(1, sweeps.nanoseconds))
        self.beyondMicroseconds = (1 - self.share) * Double(elapsedNanoseconds) / 1000 * perTransaction
        self.processorMicrosecondsPerTransaction = Double(processorNanoseconds) / 1000 * perTransaction
        self.meanIdleMicroseconds = Double(after.idleNanoseconds - before.idleNanoseconds) / 1000 * perTransaction
        self.longestIdleMicroseconds = Double(after.longestIdleNanoseconds) / 1000
    }
}

extension LineFigures: CustomStringConvertible {
    public var description: String {
        """
        \(self.profile), \(self.devices) devices, \(self.quantities) quantities, \(self.baud) baud, silence \
        \(self.silence), turnaround \(self.turnaroundMilliseconds) ms, \(MeasureText.number(self.seconds)) s:
          share of the line's optimum  \(MeasureText.number(self.share, 4)) of \
        \(MeasureText.number(self.optimumMilliseconds)) ms a round, \(self.rounds) rounds \
        (goal: \(MeasureText.number(self.shareGoal, 2)); \(MeasureText.verdict(self.meetsShareGoal)))
          transactions       \(self.transactions), \(MeasureText.number(self.transactionsPerSecond)) a second, \
        \(self.failures) failed
          beyond the optimum \(MeasureText.number(self.beyondMicroseconds, 0)) µs a transaction, the line's own \
        lateness included
          idle though due    mean \(MeasureText.number(self.meanIdleMicroseconds, 0)) µs, longest \
        \(MeasureText.number(self.longestIdleMicroseconds, 0)) µs (goal: mean under \
        \(MeasureText.number(Self.idleLimit, 0)) µs; \(MeasureText.verdict(self.meetsIdleGoal)))
          processor time     \(MeasureText.number(self.processorMicrosecondsPerTransaction, 0)) µs a transaction \
        (goal: under \(MeasureText.number(Self.processorLimit, 0)) µs; \(MeasureText.verdict(self.meetsProcessorGoal)))
        """
    }
}
