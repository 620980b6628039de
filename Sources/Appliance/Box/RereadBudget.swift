/// How often a doubt may ask for another reading: twice, so that a jump is believed or refused by three readings in all,
/// and a register that stays in doubt does not take the line from the others.
struct RereadBudget: Hashable, Sendable {
    private static let readings = 2
    /// A doubt that stays is given its readings again after this long, in nanoseconds.
    private static let rest: Int64 = 60_000_000_000

    private var left = 0
    private var until = Int64.min

    /// Takes one reading out of the budget.
    ///
    /// - Parameter now: CLOCK_MONOTONIC, nanoseconds.
    mutating func allows(isDoubtful: Bool, now: Int64) -> Bool {
        guard isDoubtful else {
            self.left = 0
            return false
        }
        if now >= self.until {
            self.left = Self.readings
            self.until = now.addingReportingOverflow(Self.rest).partialValue
        }
        guard self.left > 0 else { return false }
        self.left -= 1
        return true
    }
}
