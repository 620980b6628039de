/// How well one direction between two nodes works. Durations are nanoseconds of virtual time.
struct LinkQuality: Sendable {
    var latency: Int64 = 1_000_000
    /// Added at random, so later parcels may overtake earlier ones.
    var jitter: Int64 = 0
    var lossPermille = 0
    var duplicationPermille = 0
    var spikePermille = 0
    var spike: Int64 = 0
    /// 0 where bandwidth does not matter.
    var bytesPerSecond: Int64 = 0

    static let good = LinkQuality()
}
