public import Metering

/// How far a phase is balanced.
public struct LossCoverage: Sendable {
    /// Nil: all phases together.
    public var phase: GridPhase?
    /// End of the last row; nil: not enough data.
    public var until: UTCTime?
    /// Houses that have not been read for six hours; the phase waits for them.
    public var silentHouses: [Int]
    public var isTransformerSilent: Bool
}

/// The smallest theft that a transformer would show.
public struct LossSensitivity: Sendable {
    /// Nil: on any phase.
    public var phase: GridPhase?
    public var days: Int
    /// W of a steady load.
    public var watts: Double
    /// Of what the phase usually takes.
    public var share: Double
}

/// A day's balance; each value by phase, or one for all.
public struct DailyBalance: Sendable {
    public var day: UTCTime
    /// What neither meters nor the loss model explain, Wh.
    public var unexplained: [Double]

    init(day: UTCTime, channels: Int) {
        self.day = day
        self.unexplained = Array(repeating: 0, count: channels)
    }
}

extension BalanceAnalysis {
    /// W of a steady load on a phase that the next days would show: what the rows of the last days do not let a load be
    /// told apart from, by the noise and by what the model does not know.
    func smallestTap(channel: Int, days: Double, perDay: Int) -> Double? {
        let rows = self.fit.lines.filter { $0.row.channel == channel }
        guard let first = rows.first, let last = rows.last else { return nil }
        let known = Double(last.row.end - first.row.start) / Double(perDay)
        guard known >= 3 else { return nil }
        let used = min(days, 0.6 * known)
        let since = last.row.end - Int(used * Double(perDay))
        var information = 0.0
        var cross = [Double](repeating: 0, count: self.fit.estimates.count)
        for line in rows where line.row.start >= since {
            information += line.weight * line.row.hours * line.row.hours
            for (place, value) in line.regressors { cross[place] += line.weight * line.row.hours * value }
        }
        guard information > 0 else { return nil }
        let explained = self.fit.factor.forward(cross).reduce(0) { $0 + $1 * $1 }
        guard explained < information else { return nil }
        let noise = 1 / information
        let model = 1 / (information - explained) - noise
        let variance = noise * used / days + model
        // Half the square of the deviations, less the price of the search.
        return (2 * (BalanceAnalyst.threshold + 4) * variance).squareRoot()
    }
}
