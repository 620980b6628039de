internal import Ledger

/// Names evidence that was handed out: the chain records one of each kind for a validator and epoch.
struct ReportedEvidence: Hashable, Sendable {
    let offender: PrincipalID
    let epoch: UInt64
    let kind: EvidenceKind

    init(_ evidence: Evidence) {
        self.offender = evidence.offender
        self.epoch = evidence.epoch
        self.kind = evidence.kind
    }
}
