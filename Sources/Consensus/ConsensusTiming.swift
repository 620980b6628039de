/// Durations of the protocol. Nanoseconds are of the monotonic clock, milliseconds are of chain time.
public struct ConsensusTiming: Hashable, Sendable {
    /// How long a view may take right after a finalization.
    public var viewTimeoutNanoseconds: Int64
    /// The most that the view's time-out grows to.
    public var maximumViewTimeoutNanoseconds: Int64
    /// How long the first waiting transaction lets others join it: 0 on a wired zone, up to 1 s on thin links.
    public var batchNanoseconds: Int64
    /// How long nothing may become final, while something should, before validators tell each other how far they are;
    /// up to twice as long, so that they do not all speak at once.
    public var repairNanoseconds: Int64
    /// Age of the chain, in chain time, at which a block is due even where nothing waits.
    public var heartbeatMilliseconds: Int64
    /// Chain seconds in one second of the monotonic clock; 1 outside simulations.
    public var scale: Int64

    /// A day: longer durations help nobody, and sums with them stay inside Int64.
    private static let longestNanoseconds: Int64 = 86_400_000_000_000

    /// Values outside their range count as its nearest end.
    ///
    /// - Parameter scale: as in the zone's clock, 1 to 10 000.
    public init(
        viewTimeoutNanoseconds: Int64 = 1_500_000_000, maximumViewTimeoutNanoseconds: Int64 = 60_000_000_000,
        batchNanoseconds: Int64 = 0, repairNanoseconds: Int64 = 5_000_000_000, heartbeatMilliseconds: Int64 = 60_000,
        scale: Int64 = 1
    ) {
        self.viewTimeoutNanoseconds = min(max(viewTimeoutNanoseconds, 1), Self.longestNanoseconds)
        self.maximumViewTimeoutNanoseconds = min(
            max(maximumViewTimeoutNanoseconds, self.viewTimeoutNanoseconds), Self.longestNanoseconds)
        self.batchNanoseconds = min(max(batchNanoseconds, 0), Self.longestNanoseconds)
        self.repairNanoseconds = min(max(repairNanoseconds, 1), Self.longestNanoseconds)
        self.heartbeatMilliseconds = min(max(heartbeatMilliseconds, 1), 366 * 86_400_000)
        self.scale = min(max(scale, 1), 10_000)
    }

    /// A view's time-out when `views` views have passed since the last finalization: `min(D0 · 1.5^views, cap)`.
    public func viewTimeout(afterViews views: Int) -> Int64 {
        var timeout = self.viewTimeoutNanoseconds
        for _ in 0..<max(views, 0) {
            guard timeout < self.maximumViewTimeoutNanoseconds else { break }
            timeout = min(timeout + timeout / 2 + 1, self.maximumViewTimeoutNanoseconds)
        }
        return timeout
    }

    /// Monotonic nanoseconds in which chain time advances by `milliseconds`, rounded up.
    func nanoseconds(ofChainMilliseconds milliseconds: Int64) -> Int64 {
        // A day is more than any timer needs, and keeps the product inside Int64.
        let bounded = min(max(milliseconds, 0), 86_400_000 * self.scale)
        return (bounded * 1_000_000 + self.scale - 1) / self.scale
    }

    /// Chain milliseconds that pass in monotonic `nanoseconds`.
    func chainMilliseconds(ofNanoseconds nanoseconds: Int64) -> Int64 {
        let (seconds, rest) = max(nanoseconds, 0).quotientAndRemainder(dividingBy: 1_000_000_000)
        return seconds * 1000 * self.scale + rest * self.scale / 1_000_000
    }
}
