import ElementaryFunctions
import Metering

/// Looks for tolerance and threshold of a node whose loss is fitted: one false finding a year on either side at most, and the
/// smallest steady load that is found within a week.
struct AllowanceSearch: Sendable {
    private static let daysPerYear = 365.25
    /// Wh in a week that a load of a share takes, over the threshold.
    private static let daysToFind = 7.0
    /// Meters drift with weather and season by so much, whatever some weeks showed.
    private static let leastTolerance: UInt32 = 25
    /// Of a day's energy: no threshold is smaller.
    private static let leastThreshold = 0.002
    /// What a statistic reached in the window, by so much more.
    private static let margin = 1.25

    let window: CalibrationWindow
    let most: LossAllowance
    private let line: LossLine

    init(_ window: CalibrationWindow, atMost most: LossAllowance) {
        (self.window, self.most) = (window, most)
        self.line = LossLine(window, atMost: most)
    }

    /// Nil where nothing within what is allowed keeps false findings to one a year.
    var best: LossAllowance? {
        let week = Self.daysToFind * Double(self.window.perDay) * self.window.meanDelivered
        var best: (smallest: Double, allowance: LossAllowance)?
        for tolerance in self.tolerances {
            guard let allowance = self.allowance(tolerance) else { continue }
            let smallest =
                Double(tolerance) / Double(LossAllowance.allBasisPoints) + Double(allowance.threshold) / week
            if smallest < best?.smallest ?? .infinity { best = (smallest, allowance) }
        }
        return best?.allowance
    }

    private var tolerances: [UInt32] {
        var found: [UInt32] = []
        var next = min(Self.leastTolerance, self.most.toleranceBasisPoints)
        while next < self.most.toleranceBasisPoints {
            found.append(next)
            next += max(5, next / 8)
        }
        return found + [self.most.toleranceBasisPoints]
    }

    /// With the smallest threshold that a tolerance needs; nil where that is more than is allowed.
    private func allowance(_ tolerance: UInt32) -> LossAllowance? {
        var allowance = LossAllowance(
            fixedThousandthsPerHour: UInt32(min(self.line.fixed * 1000, Double(UInt32.max)).rounded()),
            basisPoints: UInt32((self.line.share * Double(LossAllowance.allBasisPoints)).rounded()),
            toleranceBasisPoints: tolerance, threshold: .max
        ).atMost(self.most)
        let course = BalanceCourse(self.window, allowance)
        guard let loss = self.threshold(course.loss), let over = self.threshold(course.overRegistration) else {
            return nil
        }
        let day = Double(self.window.perDay) * self.window.meanDelivered
        let least = min(Double(self.most.threshold), Self.leastThreshold * day)
        let threshold = max(1, loss, over, least).rounded(.up)
        guard threshold <= Double(self.most.threshold) else { return nil }
        allowance.threshold = UInt32(threshold)
        return allowance
    }

    /// What Siegmund's approximation asks for, or what the window itself asked for: its highest rise, with what a year's is
    /// beyond that of so many days (the tail of a statistic falls off by 2 drift / variance).
    private func threshold(_ side: BalanceCourse.Side) -> Double? {
        let page = PageRunLength(drift: side.drift, deviation: side.deviation)
        let days = Double(self.window.intervals.count) / Double(self.window.perDay)
        guard let expected = page.threshold(intervals: Self.daysPerYear * Double(self.window.perDay)) else {
            return nil
        }
        let beyond =
            Elementary.log(Self.daysPerYear / days) * side.deviation * side.deviation / (2 * side.drift)
        return max(expected, Self.margin * side.peak + beyond)
    }

    /// False findings a year that an allowance is expected to raise.
    static func alarmsPerYear(
        _ window: CalibrationWindow, _ allowance: LossAllowance
    ) -> (loss: Double, overRegistration: Double) {
        let course = BalanceCourse(window, allowance)
        func alarms(_ side: BalanceCourse.Side) -> Double {
            let page = PageRunLength(drift: side.drift, deviation: side.deviation)
            let intervals = Self.daysPerYear * Double(window.perDay)
            return intervals / max(1, page.intervals(threshold: Double(allowance.threshold)))
        }
        return (alarms(course.loss), alarms(course.overRegistration))
    }
}

/// What a window does to the contract's two tests.
struct BalanceCourse: Sendable {
    struct Side: Sendable {
        /// By how much a step falls on average, less what some weeks do not know of it, Wh.
        var drift: Double
        /// Of a step, from sums over days, Wh.
        var deviation: Double
        /// The highest that the statistic rose, Wh.
        var peak: Double
    }

    /// Whole Wh are told.
    private static let leastDeviation = 0.3
    /// One side of what so many sums can tell of their variance: nine of ten lie below.
    private static let confidence = 1.28

    let loss: Side
    let overRegistration: Side

    init(_ window: CalibrationWindow, _ allowance: LossAllowance) {
        let steps = window.intervals.map {
            allowance.step(delivered: $0.delivered, metered: $0.metered, seconds: window.seconds)
        }
        let unexplained = steps.map { Double($0.unexplained) / 1000 }
        let count = Double(steps.count)
        let deviation = Self.deviation(unexplained, perDay: Int(window.perDay))
        let unknown = deviation / count.squareRoot()
        let drift = steps.reduce(0) { $0 + Double($1.drift) / 1000 } / count
        let surplus = steps.reduce(0) { $0 + Double($1.surplus) / 1000 } / count
        func peak(_ value: (LossAllowance.Step) -> Int64) -> Double {
            var (test, highest) = (DriftTest(), Int64(0))
            for (step, interval) in zip(steps, window.intervals) {
                test.step(value(step), drift: step.drift, end: interval.end)
                highest = max(highest, test.statistic)
            }
            return Double(highest) / 1000
        }
        self.loss = Side(
            drift: drift - unexplained.reduce(0, +) / count - unknown, deviation: deviation,
            peak: peak(\.unexplained))
        self.overRegistration = Side(
            drift: drift - surplus - unknown, deviation: deviation, peak: peak(\.surplus))
    }

    /// Of an interval in a sum over many: what registers round off comes back in the next and adds nothing, what goes on for
    /// hours adds more. Sums over a day and over two days, the larger.
    private static func deviation(_ values: [Double], perDay: Int) -> Double {
        [1, 2].map { days -> Double in
            let length = days * perDay
            let sums = stride(from: 0, through: values.count - length, by: length).map { start in
                values[start..<(start + length)].reduce(0, +)
            }
            let count = Double(sums.count)
            let mean = sums.reduce(0, +) / count
            let variance = sums.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / max(1, count - 1)
            let sure = 1 + Self.confidence / (2 * max(1, count - 1)).squareRoot()
            return (variance / Double(length)).squareRoot() * sure
        }.reduce(Self.leastDeviation, max)
    }
}
