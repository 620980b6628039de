public import CanonicalCBOR
public import Identity
public import Metering

/// What a block promises about itself; its hash is what validators vote on.
public struct BlockHeader: Hashable, Sendable {
    /// 1 is the first block after the genesis; a filler has none and says 0.
    public var height: UInt64
    public var epoch: UInt64
    public var view: UInt64
    /// Hash of the block before; the genesis hash at height 1.
    public var parent: Digest
    /// Later than the parent's; the only clock that contracts see.
    public var time: UTCTime
    public var proposer: PrincipalID
    public var transactionCount: UInt32
    /// Merkle root of the energy ledger's transactions in this block.
    public var energyRoot: Digest
    /// Merkle root of the payment ledger's transactions in this block.
    public var paymentRoot: Digest
    /// Root of the state after this block.
    public var stateRoot: Digest
    /// ``ValidatorSet/hash`` of the next epoch's set where this block is its epoch's last; nil for any other.
    public var nextValidators: Digest?

    public init(
        height: UInt64, epoch: UInt64, view: UInt64, parent: Digest, time: UTCTime, proposer: PrincipalID,
        transactionCount: UInt32, energyRoot: Digest, paymentRoot: Digest, stateRoot: Digest,
        nextValidators: Digest? = nil
    ) {
        self.height = height
        self.epoch = epoch
        self.view = view
        self.parent = parent
        self.time = time
        self.proposer = proposer
        self.transactionCount = transactionCount
        self.energyRoot = energyRoot
        self.paymentRoot = paymentRoot
        self.stateRoot = stateRoot
        self.nextValidators = nextValidators
    }

    public var cbor: CBOR {
        .array([
            .unsigned(self.height), .unsigned(self.epoch), .unsigned(self.view), .digest(self.parent),
            .time(self.time), .identifier(self.proposer), .unsigned(UInt64(self.transactionCount)),
            .digest(self.energyRoot), .digest(self.paymentRoot), .digest(self.stateRoot),
            .optional(self.nextValidators.map(CBOR.digest)),
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.height = try fields.unsigned("height")
        self.epoch = try fields.unsigned("epoch")
        self.view = try fields.unsigned("view")
        self.parent = try fields.digest("parent")
        self.time = try fields.time("time")
        self.proposer = try fields.identifier("proposer")
        self.transactionCount = try fields.uint32("transaction count")
        self.energyRoot = try fields.digest("energy root")
        self.paymentRoot = try fields.digest("payment root")
        self.stateRoot = try fields.digest("state root")
        self.nextValidators = try fields.optional("next validators") { (value: CBOR) throws(CBORError) -> Digest in
            var digest = try CBORFields(.array([value]), of: "next validators")
            return try digest.digest("hash")
        }
    }

    /// Names the block.
    public var hash: Digest { .sha256(parts: [Array("gridtally block 1".utf8), self.cbor.encoded()]) }
}
