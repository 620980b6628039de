import Contract
import Identity
import Ledger

extension ReportMaker {
    func findings() async -> [FindingReport] {
        let state = await self.node.snapshot()
        return state.findings.indices.map { FindingReport(UInt32($0), state.findings[$0], state) }
    }

    /// What is sealed of a finding to the principal with this key.
    func sealed(finding: UInt64?, key: String?) async throws -> SealedReport {
        let state = await self.node.snapshot()
        guard let finding, finding < UInt64(state.findings.count) else {
            throw RequestRefusal(kind: .notFound, description: "no such finding; `gridtally findings` lists them")
        }
        guard let filed = state.findings[Int(finding)].filed else {
            throw RequestRefusal(
                kind: .notFound, description: "finding \(finding) is the contract's own: it names no meters")
        }
        guard let key = key.flatMap({ PublicKey(hex: $0) }), let principal = state.principal(with: key),
            let note = filed.sealed.first(where: { $0.recipient == principal })
        else {
            throw RequestRefusal(
                kind: .notFound,
                description:
                    "nothing of finding \(finding) is sealed to this key; only those with the role vigilance get it")
        }
        return SealedReport(
            finding: UInt32(finding), evidence: filed.evidence.hex, note: Hexadecimal.encode(note.bytes))
    }
}

extension FindingReport {
    init(_ number: UInt32, _ finding: FindingRecord, _ state: ContractState) {
        func label(_ principal: PrincipalID) -> String { state.principals[Int(principal.number)].label }
        self.init(
            number: number, node: state.nodes[Int(finding.node.number)].label, kind: Self.words(finding.findingKind),
            onset: "\(finding.onset)", raisedAt: "\(finding.raisedAt)", quantity: finding.quantity,
            unit: "\(state.balancedUnit(of: finding.node))", isOpen: finding.isOpen,
            filedBy: finding.filed.map { label($0.box) }, phase: finding.filed?.phase.map { "L\($0)" },
            deviation: finding.filed?.deviation, evidence: finding.filed?.evidence.hex,
            verdict: finding.verdict.map {
                VerdictReport(
                    isConfirmed: $0.isConfirmed, by: label($0.by), visitedAt: "\($0.visitedAt)",
                    reference: $0.reference)
            })
    }

    private static func words(_ kind: FindingKind) -> String {
        switch kind {
        case .loss: "unexplained loss"
        case .overRegistration: "over-registration"
        case .unmeteredLoad: "load without a meter"
        case .underRegistration: "under-registration"
        case .tamperedSeries: "tampered series"
        case .leak: "leak"
        }
    }
}
