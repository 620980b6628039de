public import CanonicalCBOR
public import Identity

/// What a leader signs of its proposal: which block it proposes in its view, and on what.
public struct SignedProposal: Hashable, Sendable {
    public let epoch: UInt64
    public let view: UInt64
    /// View of the block's parent as the leader says; 0 for what the epoch stands on.
    public let parentView: UInt64
    public let blockHash: Digest
    public let signer: PrincipalID
    public let signature: Signature

    public init(_ header: BlockHeader, parentView: UInt64, signature: Signature) {
        self.epoch = header.epoch
        self.view = header.view
        self.parentView = parentView
        self.blockHash = header.hash
        self.signer = header.proposer
        self.signature = signature
    }

    /// Signs a proposal of a block with this header.
    public init(signing header: BlockHeader, parentView: UInt64, key: SigningKey, genesis: Digest) {
        let bytes = Self.signedBytes(
            epoch: header.epoch, view: header.view, parentView: parentView, blockHash: header.hash)
        self.init(
            header, parentView: parentView, signature: key.sign(bytes, domain: .proposal, genesis: genesis))
    }

    private static func signedBytes(epoch: UInt64, view: UInt64, parentView: UInt64, blockHash: Digest) -> [UInt8] {
        CBOR.array([.unsigned(epoch), .unsigned(view), .unsigned(parentView), .digest(blockHash)]).encoded()
    }

    /// True where a member of the epoch's set signed it; whether the member leads the view is not asked.
    public func isValid(in validators: ValidatorSet, genesis: Digest) -> Bool {
        guard self.epoch == validators.epoch, let member = validators.member(self.signer) else { return false }
        let bytes = Self.signedBytes(
            epoch: self.epoch, view: self.view, parentView: self.parentView, blockHash: self.blockHash)
        return member.key.verify(self.signature, of: bytes, domain: .proposal, genesis: genesis)
    }

    public var cbor: CBOR {
        .array([
            .unsigned(self.epoch), .unsigned(self.view), .unsigned(self.parentView), .digest(self.blockHash),
            .identifier(self.signer), .bytes(self.signature.bytes),
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.epoch = try fields.unsigned("epoch")
        self.view = try fields.unsigned("view")
        self.parentView = try fields.unsigned("parent view")
        self.blockHash = try fields.digest("block")
        self.signer = try fields.identifier("signer")
        self.signature = try fields.signature("signature")
    }
}
