public import Ledger
public import Metering

/// The balance of nodes, in thousandths of what their meters count, and its sequential tests. This work belongs to the
/// block: it saturates, never fails.
extension ContractState {
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
            let step = node.loss.step(
                delivered: pending.delivered, metered: pending.metered,
                seconds: Int64(self.genesis.intervalSeconds))
            balance.last = IntervalBalance(pending, step)
            balance.taken &+= 1
            self.take(step.unexplained, step.drift, in: &balance.loss, .loss, number, node, pending.end)
            self.take(
                step.surplus, step.drift, in: &balance.overRegistration, .overRegistration, number, node, pending.end)
        } else {
            balance.paused &+= 1
        }
        self.nodeTable.change(number) { $0.balance = balance }
    }

    private mutating func take(
        _ value: Int64, _ drift: Int64, in test: inout DriftTest, _ kind: FindingKind, _ number: UInt32,
        _ node: NodeRecord, _ end: UTCTime
    ) {
        let threshold = Int64(node.loss.threshold) * 1000
        let before = test.energy
        switch test.take(value, drift: drift, threshold: threshold, end: end) {
        case .quiet: break
        case .raises: self.raise(&test, kind, number, node, end)
        case .goesOn:
            guard let finding = test.finding else { return }
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
        case .ends:
            if let finding = test.finding { self.close(finding) }
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

extension IntervalBalance {
    init(_ pending: PendingInterval, _ step: LossAllowance.Step) {
        (self.end, self.delivered, self.metered) = (pending.end, pending.delivered, pending.metered)
        (self.allowanceThousandths, self.unexplainedThousandths) = (step.allowed, step.unexplained)
    }
}
