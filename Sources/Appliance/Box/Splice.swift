import Ledger

/// Where a register did not go on: what the old run ended with, and from where the new run counts.
///
/// The energy over the break is `lastGood` less what the chain has, and what the register shows later less `origin`.
/// Nothing of it is lost, and nothing is put in that no register showed.
struct Splice: Hashable, Sendable {
    var kind: ReadingExceptionKind
    /// The last register value that was believed before the break.
    var lastGood: Int64
    /// The value of the new run at which nothing of it is counted yet: 0 for a cleared register, the first value for
    /// another meter, below zero for one that went over its end, above the first value where too much was counted before.
    var origin: Int64

    /// This break and one after it, with no boundary between them.
    func then(_ next: Splice) -> Splice {
        let moved = Int128(self.lastGood) + Int128(next.lastGood) - Int128(self.origin)
        return Splice(kind: next.kind, lastGood: Int64(clamping: moved), origin: next.origin)
    }

    /// The same break for a chain that has `told` and a register that shows `value`: what was counted too much comes off
    /// the end of the old run as far as the chain has not been told of it, and what it has been told too much of is
    /// taken off the new run.
    func fitted(to told: Int64, value: Int64) -> Splice {
        let ahead = max(0, Int128(told) - Int128(self.lastGood))
        let surplus = Int128(self.origin) + ahead - Int128(value)
        let back = max(0, min(surplus, Int128(self.lastGood) + ahead - Int128(told)))
        var fitted = self
        fitted.lastGood = Int64(clamping: Int128(self.lastGood) + ahead - back)
        fitted.origin = Int64(clamping: Int128(self.origin) + ahead - back)
        return fitted
    }

    /// The register goes on as if nothing had been.
    var isHealed: Bool { self.origin == self.lastGood }

    /// True where the chain, told of a rollover, books what went over the break: it takes for the register's end the
    /// nearest power of ten, or power of ten times 2³², above the last value, and at most a tenth of that for the use.
    func isRollover(from last: Int64, to value: Int64) -> Bool {
        var ends: [Int64] = []
        var power: Int64 = 1
        while power <= 1_000_000_000_000_000 {
            ends.append(power)
            if power <= 1000 { ends.append(power << 32) }
            power *= 10
        }
        guard self.origin < 0, let end = ends.filter({ $0 > last }).min(), value <= end,
            Int128(end) == Int128(self.lastGood) - Int128(self.origin)
        else { return false }
        return end - last + value <= end / 10
    }
}
