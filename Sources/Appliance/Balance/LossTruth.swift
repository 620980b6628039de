import Metering

/// What really was on a feeder: what a score compares alarms with.
struct LossTruth: Sendable {
    struct Theft: Sendable {
        var family: String
        /// What it may be called; at least one.
        var kinds: Set<String>
        var start: UTCTime
        /// Nil where it is on more than one phase.
        var phase: String?
        /// Meters whose visit finds it.
        var acceptable: Set<String>
        /// True less registered energy of each day since the scenario's start, Wh; below 0 where more was registered.
        var dailyWh: [Double]
        /// Of the energy fed in since the theft began, %; below 0 where more was registered.
        var sharePercent: Double
    }

    static let day: Int64 = 86_400_000

    var scenario: String
    var start: UTCTime
    /// At least 1.
    var days: Int
    /// Nil: a normal feeder.
    var theft: Theft?

    var end: UTCTime { self.start.adding(milliseconds: Int64(self.days) * Self.day) }
}

extension LossTruth.Theft {
    /// What was taken from the onset up to a time, Wh: each day's energy is spread evenly over the day, the first day's over
    /// what is left of it after the onset.
    func energy(until time: UTCTime, scenarioStart: UTCTime) -> Double {
        self.dailyWh.enumerated().reduce(0) { sum, entry in
            let end = scenarioStart.milliseconds + Int64(entry.offset + 1) * LossTruth.day
            let begin = max(end - LossTruth.day, self.start.milliseconds)
            guard end > begin else { return sum }
            let part = Double(time.milliseconds - begin) / Double(end - begin)
            return sum + entry.element * min(1, max(0, part))
        }
    }
}
