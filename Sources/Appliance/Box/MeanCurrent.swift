import Metering

/// The mean of the largest phase current while power was drawn from the grid.
struct MeanCurrent: Hashable, Sendable {
    /// Fewer samples than this say nothing of an interval.
    private static let leastSamples: Int64 = 3

    private var sum = Int128(0)
    private var count: Int64 = 0

    /// Nil where too few samples were taken.
    var milliamperes: Int64? {
        self.count >= Self.leastSamples ? Int64(clamping: self.sum / Int128(self.count)) : nil
    }

    mutating func add(_ readings: [Reading]) {
        let isFedIn = readings.contains { $0.name == "power.active.total" && $0.quality == .valid && $0.value < 0 }
        let currents = readings.filter { $0.unit == .milliampere && $0.quality == .valid }.map { $0.value.magnitude }
        guard !isFedIn, let largest = currents.max() else { return }
        self.sum += Int128(largest)
        self.count += 1
    }
}
