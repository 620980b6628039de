internal import Ledger

/// Matters that nobody decides alone.
extension ContractState {
    /// - Throws: where the policy asks for other signatures than these.
    func checkApproval(of matter: GovernedMatter, by signers: [PrincipalID]) throws(FailureReason) {
        guard let approval = self.policy.approval(of: matter) else { return }
        guard approval.isGiven(by: self.roles(of: signers)) else {
            throw .needsApproval(matter, alternatives: approval.alternatives)
        }
    }

    /// A policy under which nobody could approve a matter would stand for ever.
    func checkApprovals(of policy: Policy) throws(FailureReason) {
        let everyone = self.principalTable.rows.filter { $0.revokedAt == nil && !$0.roles.isEmpty }.map(\.roles)
        for approval in policy.approvals where !approval.isGiven(by: everyone) {
            throw .approvalImpossible(approval.matter)
        }
    }

    private func roles(of signers: [PrincipalID]) -> [Roles] {
        signers.compactMap { signer in
            guard let principal = self.principalTable[signer.number], principal.revokedAt == nil else { return nil }
            return principal.roles
        }
    }
}
