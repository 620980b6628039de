internal import Identity
public import Ledger
internal import Metering

/// Validator sets and evidence.
extension ContractState {
    /// The validators that the last block named for the epoch after it; nil where it ended none.
    var epochBegunByTip: ValidatorSet? {
        guard self.epochTable.count > 1, let last = self.epochTable.rows.last,
            last.firstHeight == self.height &+ 1
        else { return nil }
        return last.validators
    }

    mutating func set(_ setting: SetValidators, by sender: PrincipalID, signers: [PrincipalID]) throws(FailureReason) {
        if let named = self.epochBegunByTip { throw .epochEndsAlready(next: named.epoch) }
        let next = try self.validatorSet(of: setting)
        try self.checkApproval(sender, signers)
        try self.checkApproval(of: .validators, by: signers)
        let current = self.validators
        guard current.members != next.members else { throw .sameValidators }
        let changes = current.changes(to: next)
        guard changes <= current.maximumChanges else {
            throw .tooManyValidatorChanges(limit: current.maximumChanges, found: changes)
        }
        guard self.epochTable.nextNumber != nil else { throw .numbersUsedUp }
        for member in current.members where next.member(member.id) == nil {
            self.principalTable.change(member.id.number) { $0.roles.remove(.validator) }
        }
        for member in next.members { self.principalTable.change(member.id.number) { $0.roles.insert(.validator) } }
        self.epochTable.append(
            EpochRecord(epoch: next.epoch, firstHeight: self.height &+ 1, members: next.members))
        self.events.append(.validatorsSet(epoch: next.epoch, members: setting.members))
    }

    private func validatorSet(of setting: SetValidators) throws(FailureReason) -> ValidatorSet {
        var members: [Validator] = []
        for id in setting.members {
            guard let principal = self.principalTable[id.number] else { throw .unknownPrincipal(id) }
            members.append(Validator(id: id, key: principal.key))
        }
        return ValidatorSet(epoch: self.validators.epoch + 1, members: members)
    }

    /// Who votes is nobody's decision alone: a regulator other than the sender must have signed where there is one.
    private func checkApproval(_ sender: PrincipalID, _ signers: [PrincipalID]) throws(FailureReason) {
        let hasRegulator = self.principalTable.rows.contains { $0.roles.contains(.regulator) }
        let isApproved = signers.contains {
            $0 != sender && self.principalTable[$0.number]?.roles.contains(.regulator) == true
        }
        guard isApproved || !hasRegulator else { throw .needsRegulator }
    }

    /// True where the evidence would tell the chain nothing new.
    public func knows(_ evidence: Evidence) -> Bool { self.evidenceTable.rows.contains { $0.covers(evidence) } }

    mutating func record(_ evidence: Evidence) throws(FailureReason) {
        if let known = self.evidenceTable.rows.firstIndex(where: { $0.covers(evidence) }) {
            throw .evidenceKnown(number: UInt32(clamping: known))
        }
        guard let validators = self.validators(ofEpoch: evidence.epoch) else {
            throw .unknownEpoch(evidence.epoch, last: self.validators.epoch)
        }
        guard evidence.isValid(in: validators, genesis: self.genesisHash) else { throw .badEvidence }
        guard let number = self.evidenceTable.nextNumber else { throw .numbersUsedUp }
        self.evidenceTable.append(EvidenceRecord(evidence, recordedAt: self.time))
        let label = self.label(of: evidence.offender)
        self.events.append(
            .evidenceRecorded(
                evidence: number, offender: evidence.offender, label: label, evidence.kind, epoch: evidence.epoch,
                view: evidence.view))
    }
}
