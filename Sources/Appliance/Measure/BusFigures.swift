import FieldBus
import ModbusProtocol

/// What ``BusMeasurement`` found.
public struct BusFigures: Codable, Sendable {
    public var profile: String
    public var baud: Int
    public var devices: Int
    public var turnaroundMilliseconds: Int
    public var seconds: Double
    public var transactions: Int
    /// Exchanges without a good answer.
    public var failures: Int
    public var transactionsPerSecond: Double
    /// User and system time of the polling process.
    public var processorMicrosecondsPerTransaction: Double
    /// Share of the time that characters, silences and the devices' turnaround explain.
    public var explainedShare: Double
    /// Share of the time in which the line lay idle beyond what the protocol asks for while polls were due.
    public var idleShare: Double
    public var meanIdleMicroseconds: Double
    public var longestIdleMicroseconds: Double

    /// The goal: processor time of one transaction in microseconds.
    public static let processorLimit = 1000.0
    /// The goal, no idle time, within what a machine that does other things can tell.
    public static let idleLimit = 0.02

    public var meetsProcessorGoal: Bool { self.processorMicrosecondsPerTransaction < Self.processorLimit }
    public var meetsIdleGoal: Bool { self.idleShare < Self.idleLimit }
    /// Figures of a line on which one exchange in a hundred fails are worth nothing.
    public var meetsGoals: Bool {
        self.meetsProcessorGoal && self.meetsIdleGoal && self.transactions > 0
            && self.failures * 100 <= self.transactions
    }

    init(
        _ measurement: BusMeasurement, timing: LineTiming, from before: BusStatistics, to after: BusStatistics,
        elapsedNanoseconds: Int64, processorNanoseconds: Int64
    ) {
        func grown(_ value: (BusStatistics) -> Int) -> Int { value(after) - value(before) }
        let transactions = grown { $0.devices.reduce(0) { $0 + $1.transactions } }
        let perTransaction = 1 / Double(max(transactions, 1))
        let characters = grown { $0.sentCharacters + $0.receivedCharacters }
        // A device waits for the silent interval before it answers, whatever it could do.
        let turnaround = max(timing.silenceNanoseconds, Int64(measurement.turnaroundMilliseconds) * 1_000_000)
        let explained =
            timing.duration(ofCharacters: characters) + Int64(transactions) * (turnaround + timing.silenceNanoseconds)
        let idle = Double(after.idleNanoseconds - before.idleNanoseconds)
        self.profile = measurement.profile
        self.baud = measurement.baud
        self.devices = measurement.devices
        self.turnaroundMilliseconds = measurement.turnaroundMilliseconds
        self.seconds = Double(elapsedNanoseconds) / 1e9
        self.transactions = transactions
        self.failures = transactions - grown { $0.devices.reduce(0) { $0 + $1.answers } }
        self.transactionsPerSecond = Double(transactions) / self.seconds
        self.processorMicrosecondsPerTransaction = Double(processorNanoseconds) / 1000 * perTransaction
        self.explainedShare = Double(explained) / Double(elapsedNanoseconds)
        self.idleShare = idle / Double(elapsedNanoseconds)
        self.meanIdleMicroseconds = idle / 1000 * perTransaction
        self.longestIdleMicroseconds = Double(after.longestIdleNanoseconds) / 1000
    }
}

extension BusFigures: CustomStringConvertible {
    public var description: String {
        """
        \(self.profile), \(self.devices) devices at \(self.baud) baud, turnaround \(self.turnaroundMilliseconds) ms, \
        \(MeasureText.number(self.seconds)) s:
          transactions       \(self.transactions), \(MeasureText.number(self.transactionsPerSecond)) a second, \
        \(self.failures) failed
          processor time     \(MeasureText.number(self.processorMicrosecondsPerTransaction, 0)) µs a transaction \
        (goal: under \(MeasureText.number(Self.processorLimit, 0)) µs; \(MeasureText.verdict(self.meetsProcessorGoal)))
          explained by the protocol  \(MeasureText.percent(self.explainedShare)) of the time
          idle beyond it     \(MeasureText.percent(self.idleShare)) of the time, \
        mean \(MeasureText.number(self.meanIdleMicroseconds, 0)) µs, \
        longest \(MeasureText.number(self.longestIdleMicroseconds, 0)) µs \
        (goal: under \(MeasureText.percent(Self.idleLimit)); \(MeasureText.verdict(self.meetsIdleGoal)))
        """
    }
}
