internal import Ledger
internal import Metering

/// What boxes find and learn by their own estimators, and what is found on site.
extension ContractState {
    /// A box opens no more findings at a node than one in so many seconds: each stays in the state for good.
    static let secondsBetweenFindings: Int64 = 3600

    // MARK: Filing

    mutating func file(_ filing: FileFinding, by box: PrincipalID) throws(FailureReason) {
        let node = try self.node(filing.node, readBy: box)
        let place = FilingPlace(node: filing.node, box: box)
        let open = self.openFiling(at: place)
        if filing.isOver {
            guard let open else { throw .nothingFiled(filing.node) }
            return self.close(open)
        }
        guard filing.kind != .loss else { throw .findingKind(filing.kind) }
        guard filing.onset <= filing.through else { throw .timesReversed(filing.onset, filing.through) }
        try self.checkNotAhead(filing.through)
        for note in filing.sealed { try self.checkVigilance(note.recipient) }
        if open == nil { try self.checkNotTooSoon(place) }
        guard let number = open ?? self.findingTable.nextNumber else { throw .numbersUsedUp }
        let before = open.flatMap { self.findingTable[$0] }
        let record = FindingRecord(
            node: filing.node, findingKind: filing.kind, onset: filing.onset, raisedAt: before?.raisedAt ?? self.time,
            quantity: Int64(clamping: filing.quantity), through: filing.through,
            filed: FiledPart(filing, by: box), verdict: before?.verdict)
        if open == nil { self.findingTable.append(record) } else { self.findingTable.replace(number, with: record) }
        self.index.filedFindings[place] = number
        self.events.append(
            .findingFiled(
                finding: number, node: filing.node, label: node.label, box: self.label(of: box), kind: filing.kind,
                phase: filing.phase, quantity: record.quantity, unit: self.balancedUnit(of: filing.node),
                onset: filing.onset, isNew: open == nil))
    }

    private func openFiling(at place: FilingPlace) -> UInt32? {
        self.index.filedFindings[place].flatMap { self.findingTable[$0]?.isOpen == true ? $0 : nil }
    }

    private func checkNotTooSoon(_ place: FilingPlace) throws(FailureReason) {
        guard let last = self.index.filedFindings[place].flatMap({ self.findingTable[$0] }) else { return }
        let earliest = last.raisedAt.adding(seconds: Self.secondsBetweenFindings)
        guard self.time >= earliest else { throw .filedTooSoon(earliest: earliest) }
    }

    /// A node, where a box reads a meter that delivers into it.
    private func node(_ id: NodeID, readBy box: PrincipalID) throws(FailureReason) -> NodeRecord {
        guard let node = self.nodeTable[id.number] else { throw .unknownNode(id) }
        let reads = self.roster(of: box).positions.contains { position in
            guard position.retiredAt == nil, let meter = self.meterTable[position.meter.number] else { return false }
            return meter.node == id && meter.purpose == .delivers
        }
        guard reads else { throw .foreignNode(id) }
        return node
    }

    private func checkVigilance(_ recipient: PrincipalID) throws(FailureReason) {
        guard let principal = self.principalTable[recipient.number], principal.roles.contains(.vigilance),
            principal.revokedAt == nil
        else { throw .notVigilance(recipient) }
    }

    mutating func close(_ number: UInt32) {
        guard let finding = self.findingTable[number], finding.isOpen else { return }
        let now = self.time
        self.findingTable.change(number) { $0.closedAt = now }
        self.events.append(
            .findingClosed(
                finding: number, node: finding.node, label: self.nodeTable[finding.node.number]?.label ?? "",
                kind: finding.findingKind, quantity: finding.quantity, unit: self.balancedUnit(of: finding.node)))
    }

    func label(of principal: PrincipalID) -> String { self.principalTable[principal.number]?.label ?? "" }

    // MARK: Verdicts

    /// A refuted finding ends, and its test begins anew; a confirmed one ends with what it found.
    mutating func judge(_ judgement: JudgeFinding, by principal: PrincipalID) throws(FailureReason) {
        let number = judgement.finding
        guard let finding = self.findingTable[number] else { throw .unknownFinding(number) }
        guard judgement.visitedAt >= finding.onset else { throw .timesReversed(finding.onset, judgement.visitedAt) }
        try self.checkNotAhead(judgement.visitedAt)
        self.findingTable.change(number) { $0.verdict = FindingVerdict(judgement, by: principal) }
        self.events.append(
            .findingJudged(
                finding: number, node: finding.node, label: self.nodeTable[finding.node.number]?.label ?? "",
                isConfirmed: judgement.isConfirmed, by: self.label(of: principal), reference: judgement.reference))
        guard !judgement.isConfirmed, finding.isOpen else { return }
        self.nodeTable.change(finding.node.number) { node in
            if node.balance.loss.finding == number { node.balance.loss = DriftTest() }
            if node.balance.overRegistration.finding == number { node.balance.overRegistration = DriftTest() }
        }
        self.close(number)
    }

    // MARK: Calibration

    mutating func set(_ model: LossModel, by sender: PrincipalID) throws(FailureReason) {
        let isRegistrar = self.principalTable[sender.number]?.roles.contains(.registrar) ?? false
        guard let node = self.nodeTable[model.node.number] else { throw .unknownNode(model.node) }
        if !isRegistrar { _ = try self.node(model.node, readBy: sender) }
        guard model.from < model.through else { throw .timesReversed(model.from, model.through) }
        try self.checkNotAhead(model.through)
        let registered = isRegistrar ? model.loss : node.calibration?.registered ?? node.loss
        if !isRegistrar {
            guard model.loss.isWithin(registered) else { throw .loosensLoss(registered: registered) }
            if let open = self.openFinding(at: model.node, by: sender, node) { throw .findingOpen(open) }
        }
        self.nodeTable.change(model.node.number) {
            $0.loss = model.loss
            $0.calibration = NodeCalibration(model, registered: registered, by: sender)
        }
        self.events.append(
            .lossModelSet(model.node, label: node.label, model.loss, by: self.label(of: sender)))
    }

    /// Of the contract's tests, or of the box itself.
    private func openFinding(at id: NodeID, by box: PrincipalID, _ node: NodeRecord) -> UInt32? {
        node.balance.loss.finding ?? node.balance.overRegistration.finding
            ?? self.openFiling(at: FilingPlace(node: id, box: box))
    }
}
