import Contract
import Identity
import Ledger
import LossDetection
import Metering

/// A judgement as it goes on the chain.
struct FiledFinding: Sendable {
    var kind: FindingKind
    var phase: UInt8?
    var onset: UTCTime
    var through: UTCTime
    /// Wh or L.
    var quantity: UInt64
    var deviation: UInt64
    var weightThousandths: UInt32

    init(_ judgement: LossJudgement) {
        self.kind = FindingKind(judgement.kind)
        self.phase = judgement.phase.map { UInt8($0.rawValue + 1) }
        (self.onset, self.through) = (min(judgement.onset, judgement.time), judgement.time)
        self.quantity = Self.whole(abs(judgement.energy))
        self.deviation = Self.whole(judgement.energyDeviation)
        self.weightThousandths = UInt32(clamping: Self.whole(1000 * judgement.logLikelihoodRatio))
    }

    private static func whole(_ value: Double) -> UInt64 {
        value > 0 && value.isFinite ? UInt64(min(value.rounded(), 1e15)) : 0
    }

    func body(node: NodeID, evidence: Digest, sealed: [SealedNote]) -> FileFinding {
        FileFinding(
            node: node, kind: self.kind, phase: self.phase, onset: self.onset, through: self.through,
            quantity: self.quantity, deviation: self.deviation, weightThousandths: self.weightThousandths,
            evidence: evidence, sealed: sealed)
    }

    /// Seconds after which the same finding is filed again with its grown energy.
    static let revisionSeconds: Int64 = 86_400
    /// Seconds within which what was filed is final, or is filed again.
    static let patienceSeconds: Int64 = 3600

    /// Whether it has to be filed now.
    ///
    /// - Parameters:
    ///   - open: what is open on the chain; nil where nothing is.
    ///   - last: what was filed last, since the start, and when.
    func isDue(open: FindingRecord?, last: (finding: FiledFinding, at: UTCTime)?, now: UTCTime) -> Bool {
        let age = last.map { (now.milliseconds - $0.at.milliseconds) / 1000 }
        if let last, let age, age < Self.patienceSeconds, last.finding.isAlike(self) { return false }
        guard let open, let filed = open.filed else { return true }
        guard open.findingKind == self.kind, filed.phase == self.phase else { return true }
        return self.through.milliseconds - open.through.milliseconds >= 1000 * Self.revisionSeconds
    }

    private func isAlike(_ other: FiledFinding) -> Bool { self.kind == other.kind && self.phase == other.phase }
}

extension FindingKind {
    init(_ kind: LossKind) {
        switch kind {
        case .unmeteredLoad: self = .unmeteredLoad
        case .underRegistration: self = .underRegistration
        case .overRegistration: self = .overRegistration
        case .tamperedSeries: self = .tamperedSeries
        case .leak: self = .leak
        }
    }

    /// Nil for a kind that only the contract raises.
    var lossKind: LossKind? {
        switch self {
        case .loss: nil
        case .overRegistration: .overRegistration
        case .unmeteredLoad: .unmeteredLoad
        case .underRegistration: .underRegistration
        case .tamperedSeries: .tamperedSeries
        case .leak: .leak
        }
    }
}

extension SiteVerdicts {
    /// Of the findings that a box filed at a node, within a year before now.
    init(of box: PrincipalID, at node: NodeID, _ state: ContractState, now: UTCTime) {
        let start = now.adding(seconds: -86_400 * Self.days)
        self.init()
        for finding in state.findings where finding.node == node {
            guard let filed = finding.filed, filed.box == box, let verdict = finding.verdict,
                verdict.visitedAt >= start, let kind = finding.findingKind.lossKind
            else { continue }
            if verdict.isConfirmed {
                self.confirmed += 1
            } else {
                self.refuted.append(
                    Refuted(
                        kind: kind, phase: filed.phase.flatMap { GridPhase(rawValue: Int($0) - 1) },
                        weight: Double(filed.weightThousandths) / 1000))
            }
        }
    }
}
