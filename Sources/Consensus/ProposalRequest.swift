public import CanonicalCBOR
public import Identity
public import Ledger

/// A validator's wish for the body of a block; the answer is ``ConsensusMessage/proposal(_:justification:)``.
public struct ProposalRequest: Hashable, Sendable {
    public let epoch: UInt64
    public let signer: PrincipalID
    public let view: UInt64
    public let blockHash: Digest
    public let signature: Signature

    /// Signs a request.
    public init(epoch: UInt64, signer: PrincipalID, view: UInt64, blockHash: Digest, key: SigningKey, genesis: Digest) {
        self.epoch = epoch
        self.signer = signer
        self.view = view
        self.blockHash = blockHash
        let fields = Self.signedFields(epoch: epoch, signer: signer, view: view, blockHash: blockHash)
        self.signature = key.sign(
            CBOR.array([.unsigned(2)] + fields).encoded(), domain: .request, genesis: genesis)
    }

    private static func signedFields(epoch: UInt64, signer: PrincipalID, view: UInt64, blockHash: Digest) -> [CBOR] {
        [.unsigned(epoch), .identifier(signer), .unsigned(view), .digest(blockHash)]
    }

    private var signedFields: [CBOR] {
        Self.signedFields(epoch: self.epoch, signer: self.signer, view: self.view, blockHash: self.blockHash)
    }

    /// True where a member of the epoch's set signed it.
    public func isValid(in validators: ValidatorSet, genesis: Digest) -> Bool {
        guard self.epoch == validators.epoch, let member = validators.member(self.signer) else { return false }
        return member.key.verify(
            self.signature, of: CBOR.array([.unsigned(2)] + self.signedFields).encoded(), domain: .request,
            genesis: genesis)
    }
}

extension ProposalRequest {
    public var cbor: CBOR { .array(self.signedFields + [.bytes(self.signature.bytes)]) }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.epoch = try fields.unsigned("epoch")
        self.signer = try fields.identifier("signer")
        self.view = try fields.unsigned("view")
        self.blockHash = try fields.digest("block")
        self.signature = try fields.signature("signature")
    }
}
