internal import Identity
public import Ledger

/// What was found good about a transaction when it came, so that the check of its block need not find it again.
public struct Admission: Sendable {
    public let transaction: SignedTransaction
    /// Of its encoding.
    public let bytes: Int
    /// The keys under which its signatures are valid, in their order: a rotated key makes the admission void.
    let keys: [PublicKey]
}

extension ContractState {
    /// Checks form and signatures, which no other transaction of a block can change.
    func admission(of transaction: SignedTransaction) throws(TransactionRefusal) -> Admission {
        guard transaction.isWellFormed else { throw .malformed }
        let keys = try self.signerKeys(of: transaction)
        for (index, key) in keys.enumerated() {
            guard transaction.isSigned(at: index, by: key, genesis: self.genesisHash) else {
                throw .badSignature(transaction.signatures[index].signer)
            }
        }
        return Admission(transaction: transaction, bytes: transaction.encoded().count, keys: keys)
    }

    /// True where the same transaction was admitted, and its signers' keys are those of then.
    func stillHolds(_ admission: Admission, for transaction: SignedTransaction) -> Bool {
        guard admission.transaction == transaction, let keys = try? self.signerKeys(of: transaction) else {
            return false
        }
        return keys == admission.keys
    }

    private func signerKeys(of transaction: SignedTransaction) throws(TransactionRefusal) -> [PublicKey] {
        guard transaction.signatures.first?.signer == transaction.transaction.sender else {
            throw .badSignature(transaction.transaction.sender)
        }
        var keys: [PublicKey] = []
        for (signer, _) in transaction.signatures {
            guard let principal = self.principalTable[signer.number] else { throw .unknownSigner(signer) }
            guard principal.revokedAt == nil else { throw .revokedKey(signer) }
            keys.append(principal.key)
        }
        return keys
    }
}
