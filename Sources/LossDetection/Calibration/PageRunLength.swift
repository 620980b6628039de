import ElementaryFunctions

/// How many intervals Page's test goes on average before it raises a finding where nothing is wrong: D. Siegmund, *Sequential
/// Analysis*, 1985, with the correction of 1.166 deviations for what steps jump beyond the threshold.
struct PageRunLength: Sendable {
    private static let overshoot = 1.166
    private static let widest = 1e6

    /// By how much a step falls on average, Wh; below 0 it rises.
    let drift: Double
    /// Of a step, Wh; where steps hang together, that of a sum over many of them, by the root of their number.
    let deviation: Double

    /// Intervals to a finding at a threshold in Wh.
    func intervals(threshold: Double) -> Double { self.intervals(width: threshold / self.deviation + Self.overshoot) }

    /// The threshold in Wh that makes it so many intervals; nil where no threshold does.
    func threshold(intervals: Double) -> Double? {
        guard self.drift > 0, self.intervals(width: Self.widest) >= intervals else { return nil }
        var (low, high) = (0.0, Self.widest)
        for _ in 0..<80 {
            let middle = (low + high) / 2
            if self.intervals(width: middle) < intervals { low = middle } else { high = middle }
        }
        return max(0, high - Self.overshoot) * self.deviation
    }

    private func intervals(width: Double) -> Double {
        let power = 2 * self.drift / self.deviation * width
        guard abs(power) > 1e-4 else { return width * width }
        return 2 * width * width * (Elementary.exp(min(600, max(-600, power))) - power - 1) / (power * power)
    }
}
