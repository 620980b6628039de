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
}
