import CanonicalCBOR
import Contract
import Identity
import Ledger
import LossDetection
import Metering

/// Takes to the chain what the watch told, and back what crews found on site.
struct FindingDesk: Sendable {
    let chain: any ChainView
    /// Of this box on the chain; nil while it is not registered.
    let principal: @Sendable () async -> PrincipalID?
    let outbox: any EventOutbox
    let evidence: EvidenceFolder

    /// A watched node on the chain.
    struct Place: Sendable {
        let node: NodeID
        let box: PrincipalID
        let state: ContractState
        let record: NodeRecord

        var verdicts: SiteVerdicts { SiteVerdicts(of: self.box, at: self.node, self.state, now: self.state.time) }

        /// The box's open finding there.
        var open: FindingRecord? {
            self.state.findings.last { $0.isOpen && $0.node == self.node && $0.filed?.box == self.box }
        }

        /// Of the contract or of the box.
        var openFinding: FindingRecord? { self.state.findings.last { $0.isOpen && $0.node == self.node } }

        /// Those who may know whom to look at.
        var vigilance: [(id: PrincipalID, key: PublicKey)] {
            let open = self.state.principals.enumerated().filter { _, principal in
                principal.roles.contains(.vigilance) && principal.revokedAt == nil
            }
            return open.prefix(SealedNote.maximumCount).map { (PrincipalID(UInt32($0.offset)), $0.element.key) }
        }
    }

    /// Nil where the chain does not know the node, or not this box.
    func place(of label: String) async -> Place? {
        guard let box = await self.principal() else { return nil }
        let state = await self.chain.snapshot()
        guard let node = state.node(labelled: label) else { return nil }
        return Place(node: node, box: box, state: state, record: state.nodes[Int(node.number)])
    }

    func file(_ finding: FiledFinding, _ judgement: LossJudgement, of grid: WatchedGrid, at place: Place) async throws {
        let evidence = try self.evidence.keep(FindingEvidence(judgement, of: grid))
        let suspects = SuspectList(judgement, grid.labels, evidence: evidence).cbor.encoded()
        let sealed = try place.vigilance.map { SealedNote(recipient: $0.id, bytes: try $0.key.seal(suspects)) }
        try await self.outbox.enqueue(
            .fileFinding(finding.body(node: place.node, evidence: evidence, sealed: sealed)))
    }

    /// The box's finding there is not to be seen any more.
    func end(_ open: FindingRecord, at place: Place) async throws {
        try await self.outbox.enqueue(
            .fileFinding(
                FileFinding(
                    node: place.node, kind: open.findingKind, phase: open.filed?.phase, onset: open.onset,
                    through: open.through, quantity: UInt64(max(0, open.quantity)),
                    deviation: open.filed?.deviation ?? 0, weightThousandths: open.filed?.weightThousandths ?? 0,
                    evidence: open.filed?.evidence ?? .zero, isOver: true)))
    }

    /// What a node's own weeks say of its losses.
    func file(
        _ calibration: BalanceCalibration, label: String, at place: Place
    ) async throws {
        let evidence = try self.evidence.keep(CalibrationEvidence(calibration, node: label))
        try await self.outbox.enqueue(
            .lossModel(
                LossModel(
                    node: place.node, loss: calibration.proposed, from: calibration.first, through: calibration.last,
                    intervals: UInt32(clamping: calibration.intervals), evidence: evidence)))
    }
}
