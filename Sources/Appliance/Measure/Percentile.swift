/// Durations in nanoseconds.
extension [Int64] {
    /// The duration that this share of them, from 0 to 1, does not exceed, in milliseconds; 0 where there are none.
    func percentileMilliseconds(_ share: Double) -> Double {
        let sorted = self.sorted()
        guard !sorted.isEmpty else { return 0 }
        return Double(sorted[Swift.min(sorted.count - 1, Int(share * Double(sorted.count)))]) / 1e6
    }
}
