/// Power at every step of an axis, in W.
struct PowerSeries: Sendable {
    private static let stepMinutes = Double(TimeAxis.stepSeconds) / 60
    var watts: [Double]

    init(steps: Int, watts: Double = 0) { self.watts = Array(repeating: watts, count: steps) }

    /// In Wh, over the given steps.
    func energy(_ steps: Range<Int>) -> Double {
        steps.reduce(0) { $0 + self.watts[$1] } * TimeAxis.stepHours
    }

    /// Adds an appliance that draws `watts` for some minutes; what lies outside of the axis is left out.
    mutating func add(_ watts: Double, from minute: Double, minutes: Double) {
        var (at, end) = (max(0, minute), minute + minutes)
        end = min(end, Double(self.watts.count) * Self.stepMinutes)
        while at < end {
            let step = Int(at / Self.stepMinutes)
            let next = min(end, Double(step + 1) * Self.stepMinutes)
            guard step < self.watts.count, next > at else { return }
            self.watts[step] += watts * (next - at) / Self.stepMinutes
            at = next
        }
    }

    mutating func add(_ other: PowerSeries, share: Double = 1) {
        for step in self.watts.indices { self.watts[step] += share * other.watts[step] }
    }

    mutating func scale(_ factor: Double) {
        for step in self.watts.indices { self.watts[step] *= factor }
    }

    /// Nothing is drawn during these steps.
    mutating func cut(_ steps: Range<Int>) { self.dim(steps, to: 0) }

    mutating func dim(_ steps: Range<Int>, to share: Double) {
        for step in steps.clamped(to: self.watts.indices) { self.watts[step] *= share }
    }
}
