public import Identity
public import Ledger
public import Metering

/// The block on which the next one stands.
public struct ChainTip: Hashable, Sendable {
    /// 0 for the genesis.
    public let height: UInt64
    /// View in which the block was proposed; 0 for the genesis.
    public let view: UInt64
    public let hash: Digest
    public let time: UTCTime

    public init(height: UInt64, view: UInt64, hash: Digest, time: UTCTime) {
        self.height = height
        self.view = view
        self.hash = hash
        self.time = time
    }

    public init(genesis: Genesis) {
        self.init(height: 0, view: 0, hash: genesis.hash, time: genesis.time)
    }

    public init(_ header: BlockHeader) {
        self.init(height: header.height, view: header.view, hash: header.hash, time: header.time)
    }
}
