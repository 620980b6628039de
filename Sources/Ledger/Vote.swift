public import CanonicalCBOR
public import Identity

/// What a validator says of one view.
public enum VoteKind: UInt8, Hashable, Sendable, CaseIterable {
    case notarize = 1
    case nullify = 2
    case finalize = 3

    var domain: SigningDomain {
        switch self {
        case .notarize: .notarize
        case .nullify: .nullify
        case .finalize: .finalize
        }
    }
}

/// The statement of a vote: what its signature covers, with the kind in the signing domain.
public struct VoteStatement: Hashable, Sendable {
    public let kind: VoteKind
    public let epoch: UInt64
    public let view: UInt64
    /// The block's hash; ``Digest/zero`` for a nullification.
    public let blockHash: Digest

    public init(kind: VoteKind, epoch: UInt64, view: UInt64, blockHash: Digest) {
        self.kind = kind
        self.epoch = epoch
        self.view = view
        self.blockHash = blockHash
    }

    /// True where a hash is there exactly if the kind asks for one: a nullification names no block.
    var isWellFormed: Bool { (self.kind == .nullify) == (self.blockHash == .zero) }

    private var signedBytes: [UInt8] {
        CBOR.array([.unsigned(self.epoch), .unsigned(self.view), .digest(self.blockHash)]).encoded()
    }

    public func signed(by key: SigningKey, as id: PrincipalID, genesis: Digest) -> Vote {
        Vote(
            statement: self, signer: id,
            signature: key.sign(self.signedBytes, domain: self.kind.domain, genesis: genesis))
    }

    func isSigned(_ signature: Signature, by key: PublicKey, genesis: Digest) -> Bool {
        key.verify(signature, of: self.signedBytes, domain: self.kind.domain, genesis: genesis)
    }
}

/// A signed statement of one validator.
public struct Vote: Hashable, Sendable {
    public let statement: VoteStatement
    public let signer: PrincipalID
    public let signature: Signature

    init(statement: VoteStatement, signer: PrincipalID, signature: Signature) {
        self.statement = statement
        self.signer = signer
        self.signature = signature
    }

    /// True where the signer is a member of the set and the signature is its own.
    public func isValid(in validators: ValidatorSet, genesis: Digest) -> Bool {
        guard self.statement.epoch == validators.epoch, self.statement.isWellFormed,
            let member = validators.member(self.signer)
        else { return false }
        return self.statement.isSigned(self.signature, by: member.key, genesis: genesis)
    }

    public var cbor: CBOR {
        .array([
            .unsigned(UInt64(self.statement.kind.rawValue)), .unsigned(self.statement.epoch),
            .unsigned(self.statement.view), .digest(self.statement.blockHash), .identifier(self.signer),
            .bytes(self.signature.bytes),
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.statement = VoteStatement(
            kind: try fields.choice("kind"), epoch: try fields.unsigned("epoch"), view: try fields.unsigned("view"),
            blockHash: try fields.digest("block"))
        self.signer = try fields.identifier("signer")
        self.signature = try fields.signature("signature")
    }
}
