import Metering

/// Refuses readings whose times cannot be.
struct ReadingOrder: Sendable {
    /// Days without any reading after which the clock is doubted.
    static let longestGapDays: Int64 = 40

    let intervalSeconds: Int64
    private(set) var newest: UTCTime?

    init(intervalSeconds: Int64) { self.intervalSeconds = intervalSeconds }

    /// Meters are read one after another, some of them late, but by no more than an interval.
    mutating func take(_ reading: FeederReading) throws(LossDetectionError) {
        if let newest = self.newest {
            guard reading.time.milliseconds > newest.milliseconds - 1000 * self.intervalSeconds else {
                throw .unsorted(reading.meter, at: reading.time, after: newest)
            }
            guard reading.time.milliseconds - newest.milliseconds < 86_400_000 * Self.longestGapDays else {
                throw .clockJump(reading.meter, at: reading.time, after: newest)
            }
        }
        self.newest = max(self.newest ?? reading.time, reading.time)
    }
}
