public import Identity
public import Ledger
public import Metering

/// The block on which the next one stands.
public struct ChainTip: Hashable, Sendable {
    /// 0 for the genesis and for a filler.
    public let height: UInt64
    /// Epoch in which the block was proposed; 0 for the genesis.
    public let epoch: UInt64
    /// View in which the block was proposed; 0 for the genesis.
    public let view: UInt64
    public let hash: Digest
    public let time: UTCTime
    /// Hash of the next epoch's validators where the block is its epoch's last, or a filler after it.
    public let nextValidators: Digest?

    public init(
        height: UInt64, epoch: UInt64 = 0, view: UInt64, hash: Digest, time: UTCTime, nextValidators: Digest? = nil
    ) {
        self.height = height
        self.epoch = epoch
        self.view = view
        self.hash = hash
        self.time = time
        self.nextValidators = nextValidators
    }

    public init(genesis: Genesis) {
        self.init(height: 0, view: 0, hash: genesis.hash, time: genesis.time)
    }

    public init(_ header: BlockHeader) {
        self.init(header, hash: header.hash)
    }

    /// - Parameter hash: the header's, where it is known already.
    init(_ header: BlockHeader, hash: Digest) {
        self.init(
            height: header.height, epoch: header.epoch, view: header.view, hash: hash, time: header.time,
            nextValidators: header.nextValidators)
    }
}
