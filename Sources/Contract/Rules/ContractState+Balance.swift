public import Ledger
public import Metering

/// The balance of nodes, in thousandths of what their meters count, and its sequential tests. This work belongs to the
/// block: it saturates, never fails.
extension ContractState {
    /// Intervals in a row with the statistic at 0 after which a finding closes.
    static let quietIntervalsToClose: UInt32 = 8

    /// Balances whose interval was to be handed in the policy's grace ago, in the order of their ends.
    mutating func takeDueBalances() {
        let grace = Int64(self.policy.balanceGraceSeconds)
        let schedule = self.submissionSchedule
        while let first = self.index.balances.first,
            schedule.end(ofIntervalEnding: first.time).adding(seconds: grace) <= self.time
        {
            self.index.balances.removeFirst()
            guard let node = self.nodeTable[first.number],
                let place = node.balance.pending.firstIndex(where: { $0.end == first.time })
            else { continue }
            self.take(node.balance.pending[place], of: first.number, node)
        }
    }

    /// The base unit of a node's balance and its findings.
    public func balancedUnit(of node: NodeID) -> Unit {
        let place = Int(node.number)
        guard place < self.index.balanced.count, let register = self.index.balanced[place] else { return .wattHour }
        return Service.allCases.first { $0.billedChannel == register }?.billedUnit ?? .wattHour
    }

    private mutating func take(_ pending: PendingInterval, of number: UInt32, _ node: NodeRecord) {
        let isComplete =
            pending.isPlain && self.index.balanced[Int(number)] != nil
            && pending.reports == self.reporters(of: number, inIntervalEnding: pending.end)
        var balance = node.balance
        balance.pending.removeAll { $0.end <= pending.end }
        balance.through = pending.end
        if isComplete {
            let taken = IntervalBalance(pending, node.loss, intervalSeconds: Int64(self.genesis.intervalSeconds))
            balance.last = taken
            balance.taken &+= 1
            let drift = max(0, pending.delivered).scaled(by: node.loss.toleranceBasisPoints)
            self.step(&balance.loss, .loss, taken.unexplainedThousandths, drift, number, node, pending.end)
            // No technical loss is negative: this side gets no allowance.
            let surplus = taken.unexplainedThousandths.addingSaturated(taken.allowanceThousandths)
            let reversed = Int64(0).subtractingSaturated(surplus)
            self.step(&balance.overRegistration, .overRegistration, reversed, drift, number, node, pending.end)
        } else {
            balance.paused &+= 1
        }
        self.nodeTable.change(number) { $0.balance = balance }
    }

    private mutating func step(
        _ test: inout DriftTest, _ kind: FindingKind, _ unexplained: Int64, _ drift: Int64, _ number: UInt32,
        _ node: NodeRecord, _ end: UTCTime
    ) {
        let threshold = Int64(node.loss.threshold) * 1000
        let before = test.energy
        test.step(unexplained, drift: drift, cap: 2 * threshold, end: end)
        guard let finding = test.finding else {
            if test.statistic > threshold { self.raise(&test, kind, number, node, end) }
            return
        }
        if test.statistic > 0 {
            self.findingTable.change(finding) {
                $0.quantity = max(0, test.energy / 1000)
                $0.through = end
            }
            // Said again each time the energy has grown by another threshold.
            if max(0, test.energy) / max(1, threshold) > max(0, before) / max(1, threshold) {
                self.events.append(
                    .findingUpdated(
                        finding: finding, node: NodeID(number), label: node.label, kind: kind,
                        quantity: max(0, test.energy / 1000), unit: self.balancedUnit(of: NodeID(number)),
                        onset: test.onset ?? end))
            }
        } else if test.quietIntervals >= Self.quietIntervalsToClose {
            let now = self.time
            self.findingTable.change(finding) { $0.closedAt = now }
            self.events.append(
                .findingClosed(
                    finding: finding, node: NodeID(number), label: node.label, kind: kind,
                    quantity: self.findingTable[finding]?.quantity ?? 0,
                    unit: self.balancedUnit(of: NodeID(number))))
            test = DriftTest()
        }
    }

    private mutating func raise(
        _ test: inout DriftTest, _ kind: FindingKind, _ number: UInt32, _ node: NodeRecord, _ end: UTCTime
    ) {
        guard let finding = self.findingTable.nextNumber else { return }
        test.finding = finding
        let record = FindingRecord(
            node: NodeID(number), findingKind: kind, onset: test.onset ?? end, raisedAt: self.time,
            quantity: max(0, test.energy / 1000), through: end)
        self.findingTable.append(record)
        self.events.append(
            .findingRaised(
                finding: finding, node: NodeID(number), label: node.label, kind: kind, quantity: record.quantity,
                unit: self.balancedUnit(of: NodeID(number)), onset: record.onset))
    }
}

extension DriftTest {
    /// One interval: S ← min(cap, max(0, S + x − k)). The cap lets the statistic come down again within a time that
    /// does not depend on how long the drift lasted.
    mutating func step(_ value: Int64, drift: Int64, cap: Int64, end: UTCTime) {
        let next = self.statistic.addingSaturated(value).subtractingSaturated(drift)
        self.statistic = Swift.min(cap, Swift.max(0, next))
        if self.statistic > 0 {
            if self.onset == nil { self.onset = end }
            self.energy = self.energy.addingSaturated(value)
            self.quietIntervals = 0
        } else {
            self.quietIntervals = self.quietIntervals.addingSaturated(1)
            if self.finding == nil {
                self.onset = nil
                self.energy = 0
            }
        }
    }
}

extension IntervalBalance {
    init(_ pending: PendingInterval, _ loss: LossAllowance, intervalSeconds: Int64) {
        self.end = pending.end
        self.delivered = pending.delivered
        self.metered = pending.metered
        let fixed = Int64(loss.fixedThousandthsPerHour) * intervalSeconds / 3600
        self.allowanceThousandths = fixed.addingSaturated(max(0, pending.delivered).scaled(by: loss.basisPoints))
        let difference = Int128(pending.delivered) - Int128(pending.metered)
        self.unexplainedThousandths = Int64(
            clamping: difference * 1000 - Int128(self.allowanceThousandths))
    }
}

extension Int64 {
    /// Basis points of a quantity, in thousandths of its unit.
    fileprivate func scaled(by basisPoints: UInt32) -> Int64 {
        Int64(clamping: Int128(self) * Int128(basisPoints) / 10)
    }
}
