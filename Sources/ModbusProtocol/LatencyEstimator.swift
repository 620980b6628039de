/// Learns how long a unit takes to answer, and from it the time-out (the filter of RFC 6298, section 2).
public struct LatencyEstimator: Hashable, Sendable {
    /// Filtered time from the end of the request to the first byte of the answer, in nanoseconds; nil before the first.
    public private(set) var smoothed: Int64?
    private var deviation: Int64 = 0
    private var doublings: Int64 = 0

    public init() {}

    /// An answer came after `latency` nanoseconds.
    public mutating func answered(after latency: Int64) {
        let latency = max(0, latency)
        self.doublings = 0
        guard let smoothed else {
            self.smoothed = latency
            self.deviation = latency / 2
            return
        }
        self.deviation += (abs(latency - smoothed) - self.deviation) / 4
        self.smoothed = smoothed + (latency - smoothed) / 8
    }

    /// No answer came: the next time-out is twice as long.
    public mutating func timedOut() { self.doublings = min(self.doublings + 1, 8) }

    /// Three times the filtered latency, or latency and four deviations; the ceiling before anything is known.
    public func timeout(floor: Int64, ceiling: Int64) -> Int64 {
        guard let smoothed else { return ceiling }
        let learned = max(floor, max(3 * smoothed, smoothed + 4 * self.deviation))
        return min(ceiling, learned << self.doublings)
    }
}
