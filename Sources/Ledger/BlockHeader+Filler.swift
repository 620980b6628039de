internal import Identity
public import Metering

/// What follows an epoch's last block until that block is final: empty, without a height, without an effect.
///
/// A filler carries nothing into the chain. Its finalization makes the epoch's last block final, and it is discarded.
extension BlockHeader {
    public var isFiller: Bool { self.height == 0 }

    /// True for an epoch's last block and for the fillers after it: only a filler may stand on it.
    public var endsEpoch: Bool { self.nextValidators != nil }

    /// A filler on an epoch's last block or on a filler after it.
    public static func filler(
        on parent: BlockHeader, view: UInt64, time: UTCTime, proposer: PrincipalID
    ) -> BlockHeader {
        let empty = Block.root(of: .energy, in: [])
        return BlockHeader(
            height: 0, epoch: parent.epoch, view: view, parent: parent.hash, time: time, proposer: proposer,
            transactionCount: 0, energyRoot: empty, paymentRoot: empty, stateRoot: parent.stateRoot,
            nextValidators: parent.nextValidators)
    }

    /// True where this header has the right place after `parent`: the next height, or a filler at an epoch's end.
    ///
    /// View and time are not compared.
    public func follows(_ parent: BlockHeader) -> Bool {
        guard parent.endsEpoch else { return self.parent == parent.hash && self.height == parent.height &+ 1 }
        return self
            == BlockHeader.filler(on: parent, view: self.view, time: self.time, proposer: self.proposer)
    }
}
