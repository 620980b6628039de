public import Identity
public import Ledger
public import Metering

/// Why a block is refused as a whole.
public enum BlockRefusal: Error, Hashable, Sendable {
    case height(expected: UInt64, found: UInt64)
    case epoch(expected: UInt64, found: UInt64)
    case parent(expected: Digest, found: Digest)
    case time(parent: UTCTime, found: UTCTime)
    case proposer(PrincipalID)
    case tooManyTransactions(Int)
    case tooManyBytes(Int)
    /// Count or transaction roots are not those of the transactions.
    case header
    case transaction(index: Int, TransactionRefusal)
    /// The header does not carry the hash of the validators that its transactions name for the next epoch.
    case nextValidators(expected: Digest?, found: Digest?)
    case stateRoot(expected: Digest, found: Digest)
}

extension BlockRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .height(let expected, let found): "block of height \(found), expected \(expected)"
        case .epoch(let expected, let found): "block of epoch \(found), expected \(expected)"
        case .parent(let expected, let found): "block on \(found.hex), expected on \(expected.hex)"
        case .time(let parent, let found): "block of \(found), which does not fit the time \(parent) of the chain"
        case .proposer(let id): "block proposed by principal \(id), who is no validator"
        case .tooManyTransactions(let count): "block of \(count) transactions, at most \(Block.maximumTransactions)"
        case .tooManyBytes(let count): "block of \(count) bytes, at most \(Block.maximumBytes)"
        case .header: "block whose transactions are not those that its header promises"
        case .transaction(let index, let refusal): "block whose transaction \(index) is refused: \(refusal)"
        case .nextValidators(let expected, let found):
            "block that names \(found?.hex ?? "no") next validators, expected \(expected?.hex ?? "none")"
        case .stateRoot(let expected, let found):
            "block with state root \(found.hex), but its execution here gives \(expected.hex): replicas differ, stop and compare"
        }
    }
}

/// Why a transaction cannot enter a block.
public enum TransactionRefusal: Error, Hashable, Sendable {
    case unknownSender(PrincipalID)
    case unknownSigner(PrincipalID)
    /// Somebody made the key worthless.
    case revokedKey(PrincipalID)
    case badSignature(PrincipalID)
    case expired(at: UTCTime, now: UTCTime)
    /// The sequence number is used already.
    case replayed(next: UInt64, found: UInt64)
    case sequence(next: UInt64, found: UInt64)
    case missingRole(needed: Roles, kind: String)
    /// It cannot be encoded so that others read the same.
    case malformed
}

extension TransactionRefusal: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unknownSender(let id): "no principal has the number \(id); the registrar registers it first"
        case .unknownSigner(let id): "signed by \(id), but no principal has that number"
        case .revokedKey(let id): "the key of principal \(id) was revoked; sign with the one that replaced it"
        case .badSignature(let id):
            "the signature is not that of principal \(id) on this chain; check the key and the genesis"
        case .expired(let at, let now): "it expired at \(at), and it is \(now); sign it again"
        case .replayed(let next, let found): "sequence number \(found) is used already; the next one is \(next)"
        case .sequence(let next, let found): "sequence number \(found), expected \(next)"
        case .missingRole(let needed, let kind):
            "\(kind) takes the role \(needed.roleNames.joined(separator: " or ")), which the sender does not have"
        case .malformed: "it is larger than \(SignedTransaction.maximumBytes) bytes or holds a value out of its range"
        }
    }
}
