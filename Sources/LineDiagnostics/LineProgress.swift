/// How far a diagnosis is.
public struct LineProgress: Hashable, Sendable, Codable {
    /// Steps done.
    public var done: Int
    /// Steps in all, as far as is known now; it grows where a finding calls for more.
    public var total: Int
    /// What is left takes about so long; at most, where silent units answer after all.
    public var remainingNanoseconds: Int64

    public init(done: Int, total: Int, remainingNanoseconds: Int64) {
        self.done = done
        self.total = total
        self.remainingNanoseconds = remainingNanoseconds
    }

    /// 0 to 100.
    public var percent: Int { self.total == 0 ? 100 : min(100, 100 * self.done / self.total) }
}
