/// How much each address may ask: a bucket of tokens that fills again with time. Takes the time as it is given.
struct RequestBudget: Sendable {
    /// What fits into a bucket, and how many tokens come in a second.
    struct Rate: Hashable, Sendable {
        var burst: Double
        var perSecond: Double
    }

    private struct Bucket {
        var tokens: Double
        var nanoseconds: Int64
    }

    /// More addresses than a LAN has are a flood: the fullest bucket, which has asked least, is forgotten first.
    private static let most = 1024

    private let rate: Rate
    private var buckets: [String: Bucket] = [:]

    init(_ rate: Rate) { self.rate = rate }

    /// True where the address may ask now.
    ///
    /// - Parameter now: CLOCK_MONOTONIC, in nanoseconds.
    mutating func take(_ address: String, now: Int64) -> Bool {
        var bucket = self.buckets[address] ?? Bucket(tokens: self.rate.burst, nanoseconds: now)
        bucket.tokens = self.tokens(of: bucket, now: now)
        bucket.nanoseconds = now
        let isEnough = bucket.tokens >= 1
        if isEnough { bucket.tokens -= 1 }
        if self.buckets[address] == nil, self.buckets.count >= Self.most { self.forgetOne(now: now) }
        self.buckets[address] = bucket
        return isEnough
    }

    private func tokens(of bucket: Bucket, now: Int64) -> Double {
        let seconds = Double(max(0, now - bucket.nanoseconds)) / 1e9
        return min(self.rate.burst, bucket.tokens + seconds * self.rate.perSecond)
    }

    private mutating func forgetOne(now: Int64) {
        let fullest = self.buckets.max { self.tokens(of: $0.value, now: now) < self.tokens(of: $1.value, now: now) }
        if let fullest { self.buckets[fullest.key] = nil }
    }
}
