/// What ``LossYearMeasurement`` found.
public struct LossYearFigures: Codable, Sendable {
    /// What the goals are for.
    public static let houses = 40
    public static let days = 366

    public let houses: Int
    public let days: Int
    public let readings: Int
    public let intervals: Int
    /// In the detector over all intervals, without making the readings and without the last judgement.
    public let processorSeconds: Double
    /// All readings of one interval, and what they complete.
    public let medianMilliseconds: Double
    public let p99Milliseconds: Double
    public let worstMilliseconds: Double
    /// The most resident memory beyond that before the first reading.
    public let growthKilobytes: Int
    /// Each as it is raised or changes; none is true.
    public let alarms: Int

    public static let processorSecondsLimit = 10.0
    public static let worstMillisecondsLimit = 5.0
    public static let growthKilobytesLimit = 20_000

    init(houses: Int, days: Int, watch: IntervalWatch, alarms: Int) {
        self.houses = houses
        self.days = days
        self.readings = watch.readings
        self.intervals = watch.nanoseconds.count
        self.processorSeconds = Double(watch.nanoseconds.reduce(0, +)) / 1e9
        self.medianMilliseconds = watch.nanoseconds.percentileMilliseconds(0.5)
        self.p99Milliseconds = watch.nanoseconds.percentileMilliseconds(0.99)
        self.worstMilliseconds = watch.nanoseconds.percentileMilliseconds(1)
        self.growthKilobytes = watch.growthKilobytes
        self.alarms = alarms
    }

    public var meetsGoals: Bool {
        self.processorSeconds <= Self.processorSecondsLimit && self.worstMilliseconds <= Self.worstMillisecondsLimit
            && self.growthKilobytes <= Self.growthKilobytesLimit
    }
}

extension LossYearFigures: CustomStringConvertible {
    public var description: String {
        func verdict(_ isMet: Bool) -> String { MeasureText.verdict(isMet) }
        return """
            a normal feeder with \(self.houses) houses, \(self.days) days, \(self.readings) readings in \
            \(self.intervals) intervals, \(self.alarms) alarms, none of them true:
              processor time of the detector  \(MeasureText.number(self.processorSeconds)) s \
            (goal \(MeasureText.number(Self.processorSecondsLimit, 0)) s; \
            \(verdict(self.processorSeconds <= Self.processorSecondsLimit)))
              slowest interval                \(MeasureText.number(self.worstMilliseconds)) ms; \
            median \(MeasureText.number(self.medianMilliseconds, 3)), \
            99 of 100 within \(MeasureText.number(self.p99Milliseconds)) ms \
            (goal \(MeasureText.number(Self.worstMillisecondsLimit, 0)) ms for every one; \
            \(verdict(self.worstMilliseconds <= Self.worstMillisecondsLimit)))
              resident memory grew by         \(MeasureText.number(Double(self.growthKilobytes) / 1000)) MB \
            (goal \(Self.growthKilobytesLimit / 1000) MB; \
            \(verdict(self.growthKilobytes <= Self.growthKilobytesLimit)))
            """
    }
}
