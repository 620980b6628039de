public import CanonicalCBOR
public import Identity
public import Ledger

/// Why a bundle proves nothing: which check failed, and what was found.
public enum ProofError: Error, Equatable, Sendable {
    /// The bytes are not a bundle: cut, damaged, or something else.
    case unreadable(CBORError)
    /// The bundle is of another zone.
    case foreignGenesis(expected: Digest, found: Digest)
    /// The history of validators does not lead from the genesis to the blocks.
    case validators(HandoverError)
    /// The bundle names an epoch whose validators it does not show, or shows more epochs than it needs.
    case epochs(shown: UInt64, needed: UInt64)
    /// A block is not shown to be final.
    case notFinal(height: UInt64, CertificateError)
    /// An entry is not shown to be in the state of the block.
    case notInState(StateProofError)
    /// A transaction is not shown to be in its block, or to be signed.
    case notInBlock(TransactionProofError)
    /// The bundle lacks what a proof of its kind must show.
    case missing(String)
    /// What the bundle shows is in the chain, and does not make what it claims.
    case contradiction(String)

    /// True where the bytes cannot be read at all.
    public var isDamage: Bool {
        if case .unreadable = self { return true }
        return false
    }
}

extension ProofError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unreadable(let error): "not a proof: \(error). Was the file cut or changed on its way?"
        case .foreignGenesis(let expected, let found):
            "genesis: the proof is of the zone \(found.hex), the genesis given is \(expected.hex)"
        case .validators(let error): "validators: \(error)"
        case .epochs(let shown, let needed):
            "validators: the history leads to epoch \(shown), the blocks need epoch \(needed)"
        case .notFinal(let height, let error): "finality of block \(height): \(error)"
        case .notInState(let error): "state: \(error)"
        case .notInBlock(let error): "transaction: \(error)"
        case .missing(let what): "content: the proof does not show \(what)"
        case .contradiction(let what): "content: \(what)"
        }
    }
}
