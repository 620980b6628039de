import Contract
import Identity
import Ledger
import Metering
import Testing

/// What boxes find by their own estimators, what they learn, and what crews find on site.
@Suite struct FindingFilingTests {
    /// A transformer with two houses, and a principal for crews and vigilance (who reads sealed notes).
    private func zone() throws -> (Zone, crew: PrincipalID) {
        var zone = try Zone()
        try zone.setUp(houses: 2)
        let key = Zone.keys[Int(Who.consumer.rawValue)].publicKey
        zone.submit(
            .registerPrincipal(Principal(label: "crew", key: key, roles: [.crew, .vigilance])), by: .registrar)
        try zone.block(after: 1)
        try zone.run(from: Samples.start, intervals: 4, [2050, 1000, 1000])
        return (zone, try #require(zone.state.principal(labelled: "crew")))
    }

    private func filing(
        _ zone: Zone, kind: FindingKind = .unmeteredLoad, phase: UInt8? = 2, quantity: UInt64 = 780,
        sealed: [SealedNote] = [], isOver: Bool = false, node: UInt32 = 0, through: Int64 = 0
    ) -> FileFinding {
        FileFinding(
            node: NodeID(node), kind: kind, phase: phase, onset: Samples.start.adding(seconds: 900),
            through: zone.state.time.adding(seconds: through), quantity: quantity, deviation: 40,
            weightThousandths: 21_000, evidence: .sha256([1]), sealed: sealed, isOver: isOver)
    }

    @Test func `a box opens a finding at its node, revises it and ends it`() throws {
        var (zone, crew) = try self.zone()
        let note = SealedNote(recipient: crew, bytes: [1, 2, 3])
        zone.submit(.fileFinding(self.filing(zone, sealed: [note])), by: .box)
        var events = try zone.block(after: 1)
        #expect(
            events.contains { "\($0)".hasPrefix("finding 0 at T1, L2, filed by box: load without a meter, 0.780 kWh") })
        let finding = zone.state.findings[0]
        #expect(finding.isOpen && finding.filed?.box == Zone.id(.box) && finding.filed?.sealed == [note])
        let raisedAt = finding.raisedAt
        zone.submit(
            .fileFinding(self.filing(zone, kind: .underRegistration, phase: nil, quantity: 2000)), by: .box)
        events = try zone.block(after: 60)
        #expect(events.contains { "\($0)".contains("revised by box: a meter counts too little, 2.000 kWh") })
        #expect(zone.state.findings.count == 1 && zone.state.findings[0].raisedAt == raisedAt)
        zone.submit(.fileFinding(self.filing(zone, isOver: true)), by: .box)
        #expect(try zone.block(after: 60).kinds.contains("findingClosed"))
        #expect(!zone.state.findings[0].isOpen && zone.state.findings[0].quantity == 2000)
        // The next one is another, and not at once.
        let earliest = raisedAt.adding(seconds: 3600)
        zone.submit(.fileFinding(self.filing(zone)), by: .box)
        #expect(try zone.block(after: 60).failures == [.filedTooSoon(earliest: earliest)])
        try zone.restart(seed: 5)
        zone.submit(.fileFinding(self.filing(zone)), by: .box)
        try zone.block(at: earliest)
        #expect(zone.state.findings.count == 2 && zone.state.findings[1].isOpen)
    }

    @Test func `nobody files where it reads nothing, for the contract, ahead of time, or to those who may not know`()
        throws
    {
        var (zone, _) = try self.zone()
        zone.submit(
            .registerNode(RegisterNode(label: "T2", kind: .transformer, parent: nil, loss: Samples.loss)),
            by: .registrar)
        try zone.block(after: 1)
        zone.submit(.fileFinding(self.filing(zone)), by: .otherBox)
        zone.submit(.fileFinding(self.filing(zone, node: 1)), by: .box)
        zone.submit(.fileFinding(self.filing(zone, node: 9)), by: .box)
        zone.submit(.fileFinding(self.filing(zone, kind: .loss)), by: .box)
        zone.submit(.fileFinding(self.filing(zone, through: 7200)), by: .box)
        zone.submit(.fileFinding(self.filing(zone, through: -86_400)), by: .box)
        zone.submit(.fileFinding(self.filing(zone, isOver: true)), by: .box)
        let note = SealedNote(recipient: Zone.id(.regulator), bytes: [1])
        zone.submit(.fileFinding(self.filing(zone, sealed: [note])), by: .box)
        let now = zone.state.time
        let failures = try zone.block(after: 1).failures
        #expect(
            failures == [
                .foreignNode(NodeID(0)), .foreignNode(NodeID(1)), .unknownNode(NodeID(9)), .findingKind(.loss),
                .inFuture(now.adding(seconds: 7200), now: zone.state.time),
                .timesReversed(Samples.start.adding(seconds: 900), now.adding(seconds: -86_400)),
                .nothingFiled(NodeID(0)), .notVigilance(Zone.id(.regulator)),
            ])
        #expect(zone.state.findings.isEmpty)
    }

    private func judge(_ zone: Zone, _ finding: UInt32, _ isConfirmed: Bool) -> TransactionBody {
        .judgeFinding(
            JudgeFinding(
                finding: finding, isConfirmed: isConfirmed, visitedAt: zone.state.time, reference: "job 12"))
    }

    @Test func `a refuted finding ends, a confirmed one goes on, and both say who was there`() throws {
        var (zone, crew) = try self.zone()
        zone.submit(.fileFinding(self.filing(zone)), by: .box)
        try zone.block(after: 1)
        zone.submit(self.judge(zone, 0, true), by: .consumer)
        zone.submit(self.judge(zone, 7, true), by: .consumer)
        zone.submit(self.judge(zone, 0, false), by: .collector)
        let events = try zone.block(after: 1)
        #expect(events.failures == [.unknownFinding(7), .missingRole(needed: [.crew, .vigilance, .registrar])])
        #expect(events.contains { "\($0)" == "finding 0 at T1 confirmed on site by crew, reference job 12" })
        let confirmed = try #require(zone.state.findings[0].verdict)
        #expect(confirmed.isConfirmed && confirmed.by == crew && zone.state.findings[0].isOpen)
        zone.submit(self.judge(zone, 0, false), by: .consumer)
        #expect(try zone.block(after: 1).kinds.contains("findingClosed"))
        #expect(zone.state.findings[0].verdict?.isConfirmed == false && !zone.state.findings[0].isOpen)
    }

    @Test func `a refuted finding of the contract's begins its test anew`() throws {
        var (zone, _) = try self.zone()
        try zone.run(from: Samples.start.adding(seconds: 3600), intervals: 12, [2250, 1000, 1000])
        #expect(zone.state.nodes[0].balance.loss.finding == 0)
        zone.submit(self.judge(zone, 0, false), by: .consumer)
        try zone.block(after: 1)
        #expect(!zone.state.findings[0].isOpen && zone.state.nodes[0].balance.loss.statistic == 0)
        #expect(zone.state.nodes[0].balance.loss.finding == nil)
    }

    private func model(_ zone: Zone, _ loss: LossAllowance, through: Int64 = 0) -> TransactionBody {
        .lossModel(
            LossModel(
                node: NodeID(0), loss: loss, from: Samples.start, through: zone.state.time.adding(seconds: through),
                intervals: 4, evidence: .sha256([2])))
    }

    @Test func `a box sharpens a balance and never loosens it, and learns nothing while something is wrong`() throws {
        var (zone, _) = try self.zone()
        var sharper = Samples.loss
        sharper.threshold /= 2
        zone.submit(self.model(zone, sharper), by: .box)
        zone.submit(self.model(zone, sharper), by: .otherBox)
        try zone.block(after: 1)
        #expect(zone.state.nodes[0].loss == sharper && zone.state.nodes[0].calibration?.registered == Samples.loss)
        // Back to what is registered it may go, and not beyond.
        var looser = Samples.loss
        looser.basisPoints += 1
        zone.submit(self.model(zone, Samples.loss), by: .box)
        zone.submit(self.model(zone, looser), by: .box)
        zone.submit(self.model(zone, sharper, through: 7200), by: .box)
        let now = zone.state.time
        #expect(
            try zone.block(after: 1).failures == [
                .loosensLoss(registered: Samples.loss), .inFuture(now.adding(seconds: 7200), now: zone.state.time),
            ])
        #expect(zone.state.nodes[0].loss == Samples.loss)
        // The registrar may: from then on that is the limit.
        zone.submit(self.model(zone, looser), by: .registrar)
        zone.submit(self.model(zone, looser), by: .box)
        #expect(try zone.block(after: 1).failures.isEmpty && zone.state.nodes[0].calibration?.registered == looser)
        zone.submit(.fileFinding(self.filing(zone)), by: .box)
        zone.submit(self.model(zone, sharper), by: .box)
        #expect(try zone.block(after: 1).failures == [.findingOpen(0)])
    }

    @Test func `a calibrated node finds what the registered allowance hides`() throws {
        var (zone, _) = try self.zone()
        let sharp = LossAllowance(
            fixedThousandthsPerHour: 40_000, basisPoints: 100, toleranceBasisPoints: 20, threshold: 100)
        zone.submit(self.model(zone, sharp), by: .box)
        try zone.block(after: 1)
        // 60 Wh of 2060 are missing, of which 10 + 20.6 are loss: the rest was within 2 % forgiven before.
        let events = try zone.run(from: Samples.start.adding(seconds: 3600), intervals: 10, [2060, 1000, 1000])
        #expect(events.kinds.contains("findingRaised"))
        var (other, _) = try self.zone()
        try other.run(from: Samples.start.adding(seconds: 3600), intervals: 10, [2060, 1000, 1000])
        #expect(other.state.findings.isEmpty)
    }
}
