import ModbusProtocol

/// The plans of one device for the sets of fields that were due lately.
struct PlanCache {
    private struct Entry {
        let due: [Int]
        let version: Int
        let turnaround: Int64
        let errors: ReadCost.ErrorRate
        let validUntil: Int64
        let plan: SweepPlan
    }

    /// Few sets recur: each quantity that is read more seldom doubles them at most.
    private static let limit = 8
    /// A turnaround is learned anew at every answer; a plan is made anew where it changed by an eighth and by more than
    /// a few characters take.
    private static let tolerance: Int64 = 8
    private static let toleranceNanoseconds: Int64 = 500_000

    /// The latest first.
    private var entries: [Entry] = []

    /// The plan for `due`, where one is there that still holds.
    mutating func plan(
        _ due: [Int], version: Int, turnaround: Int64, errors: ReadCost.ErrorRate, at now: Int64
    ) -> SweepPlan? {
        let found = self.entries.firstIndex { entry in
            entry.due == due && entry.version == version && entry.errors == errors && now < entry.validUntil
                && abs(entry.turnaround - turnaround)
                    <= max(Self.toleranceNanoseconds, max(entry.turnaround, turnaround) / Self.tolerance)
        }
        guard let found else { return nil }
        if found > 0 { self.entries.swapAt(0, found) }
        return self.entries[0].plan
    }

    /// - Parameter validUntil: when a new plan may read more than this one.
    mutating func keep(
        _ plan: SweepPlan, for due: [Int], version: Int, turnaround: Int64,
        errors: ReadCost.ErrorRate, validUntil: Int64
    ) {
        self.entries.removeAll { $0.version != version || $0.due == due }
        if self.entries.count >= Self.limit { self.entries.removeLast() }
        self.entries.insert(
            Entry(
                due: due, version: version, turnaround: turnaround, errors: errors, validUntil: validUntil, plan: plan),
            at: 0)
    }
}
