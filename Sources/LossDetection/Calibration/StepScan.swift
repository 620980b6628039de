import Metering

/// Looks for days on which a node lost more or less than on all others: a window in which something began or ended teaches
/// nothing. All days, and each quarter of the day by itself, because some loads without a meter run by night only.
struct StepScan: Sendable {
    struct Step: Sendable {
        /// The day at whose beginning it changed.
        var since: UTCTime
        /// By how much, in Wh of an interval.
        var size: Double
    }

    private static let quarters = 4
    /// Of the day, and of a quarter: deviations, and the share of what is delivered that counts at all.
    private static let limits = (
        day: (deviations: 5.0, share: 0.004), quarter: (deviations: 6.0, share: 0.01)
    )
    /// No spread from day to day is smaller, as a share of what is delivered.
    private static let leastSpread = 0.000_5
    /// Of the squares of differences a tenth is left out; what is left has so much of their mean.
    private static let trimmed = 0.6

    /// By day since 1970 and quarter: Wh that a line leaves, and intervals.
    private var days: [Int64: [(sum: Double, count: Int64)]] = [:]
    private let perDay: Int64
    private let meanDelivered: Double

    init(_ window: CalibrationWindow, _ line: LossLine) {
        self.perDay = window.perDay
        self.meanDelivered = window.meanDelivered
        for interval in window.intervals {
            let start = interval.end.adding(seconds: -window.seconds)
            let midnight = start.floored(toMultipleOf: 86_400)
            let hour = (start.milliseconds - midnight.milliseconds) / 3_600_000
            let empty = Array(repeating: (sum: 0.0, count: Int64(0)), count: Self.quarters)
            self.days[midnight.seconds / 86_400, default: empty][Int(hour) / 6].sum += line.miss(interval, window)
            self.days[midnight.seconds / 86_400, default: empty][Int(hour) / 6].count += 1
        }
    }

    /// The clearest change; nil where all days are alike.
    var step: Step? {
        let whole = self.clearest(self.series(Array(0..<Self.quarters)), Self.limits.day)
        let parts = (0..<Self.quarters).map { self.clearest(self.series([$0]), Self.limits.quarter) }
        return whole ?? parts.compactMap { $0 }.max { abs($0.size) < abs($1.size) }
    }

    private typealias Limit = (deviations: Double, share: Double)
    private typealias Value = (day: Int64, mean: Double)

    /// Days of which half was balanced, with what is left in an interval.
    private func series(_ quarters: [Int]) -> [Value] {
        let needed = self.perDay * Int64(quarters.count) / Int64(2 * Self.quarters)
        return self.days.sorted { $0.key < $1.key }.compactMap { day, parts in
            let count = quarters.reduce(0) { $0 + parts[$1].count }
            guard count > 0, count >= needed else { return nil }
            return (day, quarters.reduce(0) { $0 + parts[$1].sum } / Double(count))
        }
    }

    private func clearest(_ values: [Value], _ limit: Limit) -> Step? {
        guard values.count > 5 else { return nil }
        let spread = max(self.spread(values), Self.leastSpread * self.meanDelivered)
        var sums = [0.0]
        for value in values { sums.append(sums[sums.count - 1] + value.mean) }
        let (count, all) = (Double(values.count), sums[values.count])
        var best: (score: Double, step: Step)?
        for first in values.indices {
            for last in first..<values.count where last - first + 1 < values.count {
                let days = Double(last - first + 1)
                let inside = sums[last + 1] - sums[first]
                let size = inside / days - (all - inside) / (count - days)
                let score = abs(size) / (spread * (1 / days + 1 / (count - days)).squareRoot())
                guard score > limit.deviations, abs(size) > limit.share * self.meanDelivered,
                    score > best?.score ?? 0
                else { continue }
                let day = first > 0 ? values[first].day : values[last + 1].day
                best = (score, Step(since: UTCTime(seconds: day * 86_400), size: first > 0 ? size : -size))
            }
        }
        return best?.step
    }

    /// How much days differ, from how much neighbours do: a step shows in one difference, and is left out of it.
    private func spread(_ values: [Value]) -> Double {
        let squares = zip(values, values.dropFirst()).map { ($1.mean - $0.mean) * ($1.mean - $0.mean) }.sorted()
        let kept = squares.dropLast(max(2, squares.count / 10))
        return (kept.reduce(0, +) / Double(max(1, kept.count)) / 2 / Self.trimmed).squareRoot()
    }
}

extension LossLine {
    /// What the line leaves of an interval, Wh.
    func miss(_ interval: BalancedInterval, _ window: CalibrationWindow) -> Double {
        Double(interval.delivered) - Double(interval.metered) - self.fixed * window.hours
            - self.share * Double(max(0, interval.delivered))
    }
}
