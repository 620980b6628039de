public import CanonicalCBOR
public import Identity
public import Ledger

/// A leader's block for its view, signed.
public struct Proposal: Hashable, Sendable {
    public let block: Block
    /// View of the block's parent, 0 for what the epoch stands on. Only the leader says so: the block's hash binds the
    /// parent's hash, not its view.
    public let parentView: UInt64
    public let signature: Signature
    /// The block's.
    public let hash: Digest

    /// A block and the certificates beside it.
    static let limits = CBORLimits(bytes: 4 << 20, items: 4 << 20)

    public var view: UInt64 { self.block.header.view }

    /// What the leader signed.
    public var signed: SignedProposal {
        SignedProposal(self.block.header, parentView: self.parentView, signature: self.signature)
    }

    public init(block: Block, parentView: UInt64, key: SigningKey, genesis: Digest) {
        self.block = block
        self.parentView = parentView
        let signed = SignedProposal(signing: block.header, parentView: parentView, key: key, genesis: genesis)
        self.signature = signed.signature
        self.hash = signed.blockHash
    }

    /// True where the view's leader signed it.
    public func isValid(in validators: ValidatorSet, genesis: Digest) -> Bool {
        let header = self.block.header
        guard header.epoch == validators.epoch, header.view > self.parentView,
            let leader = validators.leader(of: header.view), header.proposer == leader.id
        else { return false }
        return self.signed.isValid(in: validators, genesis: genesis)
    }

    public static func == (left: Proposal, right: Proposal) -> Bool {
        left.hash == right.hash && left.parentView == right.parentView && left.signature == right.signature
            && left.block == right.block
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(self.hash)
        hasher.combine(self.signature)
    }
}

extension Proposal {
    public var cbor: CBOR {
        .array([.unsigned(self.parentView), self.block.cbor, .bytes(self.signature.bytes)])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.parentView = try fields.unsigned("parent view")
        var block = try fields.fields("block")
        self.block = try Block(&block)
        try block.end()
        self.signature = try fields.signature("signature")
        self.hash = self.block.hash
    }
}
