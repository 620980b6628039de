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
        guard self.index.principalKeys[rotation.key] == nil else { throw .keyTaken }
        self.index.principalKeys[record.key] = nil
        self.index.principalKeys[rotation.key] = sender.number
        self.principalTable.change(sender.number) { $0.key = rotation.key }
        self.events.append(.keyRotated(sender, label: record.label))
    }

    /// Makes a key worthless, for good: nobody ever gets it again.
    mutating func revoke(_ revocation: RevokeKey, signers: [PrincipalID]) throws(FailureReason) {
        try self.checkApproval(of: .revocation, by: signers)
        let id = revocation.principal
        guard let record = self.principalTable[id.number] else { throw .unknownPrincipal(id) }
        guard !record.roles.contains(.validator) else { throw .validatorKey }
        if let rotation = revocation.replacement {
            guard rotation.isProven(of: id, genesis: self.genesisHash) else { throw .badKeyProof }
            guard self.index.principalKeys[rotation.key] == nil else { throw .keyTaken }
            self.index.principalKeys[rotation.key] = id.number
            self.principalTable.change(id.number) {
                // A key that was revoked before is replaced now.
                if $0.revokedAt == nil { $0.revocations &+= 1 }
                $0.key = rotation.key
                $0.revokedAt = nil
            }
        } else {
            guard record.revokedAt == nil else { throw .revokedBefore(id) }
            let now = self.time
            self.principalTable.change(id.number) {
                $0.revokedAt = now
                $0.revocations &+= 1
            }
        }
        self.events.append(
            .keyRevoked(id, label: record.label, why: revocation.cause, hasNewKey: revocation.replacement != nil))
    }
}
