/// A cumulative counter of a meter, as it is read.
struct Register: Sendable {
    let quantity: Quantity
    /// Wh.
    let resolution: Int
    /// Wh.
    let modulus: Int
    /// Registered up to the beginning of each step and to the end of the last, in Wh.
    private let registered: [Double]
    /// From these seconds on the counter runs on from these Wh: at the start, after a reset and in a new meter.
    private var starts: [(seconds: Double, value: Double)]

    /// - Parameters:
    ///   - watts: what is registered at each step.
    ///   - initial: what the counter shows at the start, in Wh.
    init(_ quantity: Quantity, watts: [Double], initial: Double, resolution: Int, modulus: Int) {
        (self.quantity, self.resolution, self.modulus) = (quantity, resolution, modulus)
        var (sum, registered) = (0.0, [0.0])
        registered.reserveCapacity(watts.count + 1)
        for value in watts {
            sum += value * TimeAxis.stepHours
            registered.append(sum)
        }
        self.registered = registered
        self.starts = [(0, initial)]
    }

    /// In Wh, over all steps.
    var total: Double { self.registered[self.registered.count - 1] }

    /// Shows `value` from `seconds` on, which must be after those of earlier calls.
    mutating func restart(at seconds: Double, value: Double) { self.starts.append((seconds, value)) }

    /// What the counter shows so many seconds after the start, in Wh.
    func value(at seconds: Double) -> Int64 {
        let start = self.starts.last { $0.seconds <= seconds } ?? self.starts[0]
        let energy = start.value + max(0, self.sum(at: seconds) - self.sum(at: start.seconds))
        let steps = Int64((energy / Double(self.resolution)).rounded(.down))
        return steps * Int64(self.resolution) % Int64(self.modulus)
    }

    private func sum(at seconds: Double) -> Double {
        let position = min(max(0, seconds / Double(TimeAxis.stepSeconds)), Double(self.registered.count - 1))
        let index = min(Int(position), self.registered.count - 2)
        let (before, after) = (self.registered[index], self.registered[index + 1])
        return before + (after - before) * (position - Double(index))
    }
}
