public import CanonicalCBOR
public import Identity
public import Ledger

/// A leader's block for its view, signed.
public struct Proposal: Hashable, Sendable {
    public let block: Block
    /// View of the block's parent; 0 for the genesis.
    public let parentView: UInt64
    public let signature: Signature

    /// A block and the certificates beside it.
    static let limits = CBORLimits(bytes: 4 << 20, items: 4 << 20)

    public var view: UInt64 { self.block.header.view }
    public var hash: Digest { self.block.hash }

    public init(block: Block, parentView: UInt64, key: SigningKey, genesis: Digest) {
        self.block = block
        self.parentView = parentView
        self.signature = key.sign(
            Self.signedBytes(block.header, parentView: parentView), domain: .proposal, genesis: genesis)
    }

    private static func signedBytes(_ header: BlockHeader, parentView: UInt64) -> [UInt8] {
        CBOR.array([
            .unsigned(header.epoch), .unsigned(header.view), .unsigned(parentView), .digest(header.hash),
        ]).encoded()
    }

    /// True where the view's leader signed it.
    public func isValid(in validators: ValidatorSet, genesis: Digest) -> Bool {
        let header = self.block.header
        guard header.epoch == validators.epoch, header.view > self.parentView,
            let leader = validators.leader(of: header.view), header.proposer == leader.id
        else { return false }
        return leader.key.verify(
            self.signature, of: Self.signedBytes(header, parentView: self.parentView), domain: .proposal,
            genesis: genesis)
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
    }
}
