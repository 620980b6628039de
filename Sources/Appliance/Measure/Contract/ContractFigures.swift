/// What ``ContractMeasurement`` found; times are medians.
public struct ContractFigures: Codable, Sendable {
    public var meters: Int
    public var intervals: Int
    /// A block of one reading of each meter, its signature checked before: all of it, and a second update of its root.
    public var blockMilliseconds: Double
    public var rootMilliseconds: Double
    /// The same for a block of so many readings of each meter, in one transaction.
    public var intervalsOfHour: Int
    public var hourlyBlockMilliseconds: Double
    public var hourlyRootMilliseconds: Double
    /// The root of 50 000 records that all changed.
    public var largeRootMilliseconds: Double
    /// Readings, headers, heartbeats and certificates in a zone of 100 boxes of 200 meters with seven validators.
    public var bytesOfReading: Double
    /// As above, with four intervals in a submission.
    public var bytesOfHourlyReading: Double
    public var accounts: Int
    /// The blocks that bill every account, and those that call for every account's notice, its bill being unpaid.
    public var billing: BlockRun
    public var notices: BlockRun

    /// What one kind of work took, block by block.
    public struct BlockRun: Codable, Sendable {
        public var blocks: Int
        public var slowestMilliseconds: Double
    }

    /// Without the root, which has a goal of its own.
    public var readingsPerSecond: Double {
        Double(self.meters) / max((self.blockMilliseconds - self.rootMilliseconds) / 1000, 0.000_001)
    }

    public var hourlyReadingsPerSecond: Double {
        Double(self.meters * self.intervalsOfHour)
            / max((self.hourlyBlockMilliseconds - self.hourlyRootMilliseconds) / 1000, 0.000_001)
    }

    public static let (leastReadings, mostRootMilliseconds, mostBytes) = (1_000_000.0, 120.0, 3.0)
    public static let mostHourlyBytes = 2.2
    public static let mostBlockMilliseconds = 1000.0

    public var meetsGoals: Bool {
        self.readingsPerSecond >= Self.leastReadings && self.largeRootMilliseconds <= Self.mostRootMilliseconds
            && self.bytesOfReading <= Self.mostBytes && self.bytesOfHourlyReading <= Self.mostHourlyBytes
            && self.closesInTime
    }

    private var closesInTime: Bool {
        max(self.billing.slowestMilliseconds, self.notices.slowestMilliseconds) <= Self.mostBlockMilliseconds
    }
}

extension ContractFigures: CustomStringConvertible {
    public var description: String {
        """
        a block of \(self.meters) readings, \(self.intervals) times, one processor:
          execution          \(MeasureText.number(self.readingsPerSecond, 0)) readings a second \
        (goal 1000000; \(MeasureText.verdict(self.readingsPerSecond >= Self.leastReadings)))
            hourly           \(MeasureText.number(self.hourlyReadingsPerSecond, 0)) readings a second, \
        \(self.intervalsOfHour) intervals in a submission
          with its root      \(MeasureText.number(self.blockMilliseconds)) ms, \
        \(MeasureText.number(self.rootMilliseconds)) ms of it for the root
          root of 50 000     \(MeasureText.number(self.largeRootMilliseconds)) ms \
        (goal 120 ms; \(MeasureText.verdict(self.largeRootMilliseconds <= Self.mostRootMilliseconds)))
          on the chain       \(MeasureText.number(self.bytesOfReading, 2)) bytes a reading, all in \
        (goal 3; \(MeasureText.verdict(self.bytesOfReading <= Self.mostBytes)))
            hourly           \(MeasureText.number(self.bytesOfHourlyReading, 2)) bytes, four intervals in a submission \
        (goal 2.2; \(MeasureText.verdict(self.bytesOfHourlyReading <= Self.mostHourlyBytes)))
        a period of \(self.accounts) accounts ends:
          bills              \(self.billing.blocks) blocks, the slowest \
        \(MeasureText.number(self.billing.slowestMilliseconds)) ms
          notices            \(self.notices.blocks) blocks, the slowest \
        \(MeasureText.number(self.notices.slowestMilliseconds)) ms \
        (goal 1000 ms for both; \(MeasureText.verdict(self.closesInTime)))
        """
    }
}
