internal import Identity
internal import Ledger

/// Keys of principals.
extension ContractState {
    /// Replaces the sender's key; whoever holds only the old one is nobody from the next transaction on.
    mutating func rotate(_ rotation: RotateKey, of sender: PrincipalID) throws(FailureReason) {
        guard let record = self.principalTable[sender.number] else { throw .unknownPrincipal(sender) }
        // A validator's key is in its epoch's set; governance names another principal in its place.
        guard !record.roles.contains(.validator) else { throw .validatorKey }
        guard rotation.isProven(of: sender, genesis: self.genesisHash) else { throw .badKeyProof }
        guard self.isFree(rotation.key) else { throw .keyTaken }
        let isIssuer = !record.roles.isDisjoint(with: Voucher.issuers)
        guard !isIssuer || record.formerKeys.count < PrincipalRecord.maximumFormerKeys else {
            throw .tooManyRotations(limit: PrincipalRecord.maximumFormerKeys)
        }
        self.index.principalKeys[record.key] = nil
        self.index.principalKeys[rotation.key] = sender.number
        if isIssuer { self.index.formerKeys[record.key] = sender.number }
        self.principalTable.change(sender.number) {
            if isIssuer { $0.formerKeys.append($0.key) }
            $0.key = rotation.key
        }
        self.events.append(.keyRotated(sender, label: record.label))
    }

    /// Nobody has the key, nor had it when it was revoked, or as an issuer of vouchers.
    func isFree(_ key: PublicKey) -> Bool {
        self.index.principalKeys[key] == nil && self.index.formerKeys[key] == nil
    }

    /// Makes a key worthless, for good: nobody ever gets it again.
    mutating func revoke(_ revocation: RevokeKey, signers: [PrincipalID]) throws(FailureReason) {
        try self.checkApproval(of: .revocation, by: signers)
        let id = revocation.principal
        guard let record = self.principalTable[id.number] else { throw .unknownPrincipal(id) }
        guard !record.roles.contains(.validator) else { throw .validatorKey }
        if record.revokedAt == nil {
            guard record.revokedKeys.count < PrincipalRecord.maximumRevokedKeys else {
                throw .tooManyRevocations(limit: PrincipalRecord.maximumRevokedKeys)
            }
        } else if revocation.replacement == nil {
            throw .revokedBefore(id)
        }
        if let rotation = revocation.replacement {
            guard rotation.isProven(of: id, genesis: self.genesisHash) else { throw .badKeyProof }
            guard self.isFree(rotation.key) else { throw .keyTaken }
            self.index.principalKeys[rotation.key] = id.number
        }
        let now = self.time
        self.principalTable.change(id.number) {
            if $0.revokedAt == nil { $0.revokedKeys.append($0.key) }
            $0.revokedAt = revocation.replacement == nil ? now : nil
            if let rotation = revocation.replacement { $0.key = rotation.key }
        }
        self.events.append(
            .keyRevoked(id, label: record.label, why: revocation.cause, hasNewKey: revocation.replacement != nil))
    }
}
