/// How much bus time silent units may take: a share of the time that passes, saved up to a limit.
struct DeadTimeBudget: Sendable {
    private static let savingsLimit: Int64 = 2_000_000_000
    private static let debtLimit: Int64 = -5_000_000_000

    private let sharePercent: Int64
    private var credit: Int64 = 0
    private var last: Int64?

    init(sharePercent: Int64) { self.sharePercent = max(1, sharePercent) }

    mutating func advance(to now: Int64) {
        let elapsed = max(0, now - (self.last ?? now))
        self.last = now
        // An hour is far beyond the limit of the savings, and keeps the product small.
        let earned = min(elapsed, 3_600_000_000_000) * self.sharePercent / 100
        self.credit = min(Self.savingsLimit, self.credit + earned)
    }

    mutating func spend(_ nanoseconds: Int64) { self.credit = max(Self.debtLimit, self.credit - nanoseconds) }

    /// When there will be credit for `cost` nanoseconds; a cost beyond the limit waits for full savings.
    func affordable(_ cost: Int64, at now: Int64) -> Int64 {
        let missing = min(cost, Self.savingsLimit) - self.credit
        guard missing > 0 else { return .min }
        return (self.last ?? now) + (missing * 100 + self.sharePercent - 1) / self.sharePercent
    }
}
