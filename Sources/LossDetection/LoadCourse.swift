/// The course of a load that no meter counts, out of what the balance leaves in each interval.
///
/// Registers are rounded down and clocks are off: an interval's rest is the load's and that noise, and voltages held against
/// noise answer less than to a load. What the intervals of three hours differ by is believed as far as they differ more than
/// they did before the load (N. Wiener, *Extrapolation, Interpolation and Smoothing of Stationary Time Series*, 1949).
struct LoadCourse {
    /// Intervals that have a mean of their own.
    private static let together = 12
    private static let fewestBefore = 96

    let amperes: [(number: Int, amperes: Double)]

    /// `rests` in their order.
    init(_ rests: [(number: Int, amperes: Double)], onset: Int) {
        var means: [Int: (sum: Double, count: Double)] = [:]
        for (number, rest) in rests {
            let (sum, count) = means[number / Self.together] ?? (0, 0)
            means[number / Self.together] = (sum + rest, count + 1)
        }
        func mean(_ number: Int) -> Double {
            let (sum, count) = means[number / Self.together] ?? (0, 1)
            return sum / count
        }
        var before = (square: 0.0, count: 0.0)
        var since = before
        for (number, rest) in rests {
            let off = rest - mean(number)
            if number < onset {
                before = (before.square + off * off, before.count + 1)
            } else {
                since = (since.square + off * off, since.count + 1)
            }
        }
        guard before.count >= Double(Self.fewestBefore), since.square > 0 else {
            self.amperes = rests
            return
        }
        let noise = before.square / before.count
        let believed = max(0, 1 - noise * since.count / since.square)
        self.amperes = rests.map { number, rest in
            let mean = mean(number)
            return (number, mean + (number < onset ? 0 : believed) * (rest - mean))
        }
    }
}
