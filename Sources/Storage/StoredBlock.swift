internal import Identity
internal import Ledger

/// A block as it is stored: with the proof that it is final, or without one where a later block's makes it final too.
struct StoredBlock {
    let block: Block
    let certificate: Certificate?
    /// Headers from the block's child to the one that the certificate is for.
    let link: [BlockHeader]

    /// The block holds what its header promises, and a proof is for it; signatures are not checked.
    var isSound: Bool {
        guard let certificate else { return self.block.matchesItsHeader && !self.block.header.isFiller }
        return FinalizedBlock(block: self.block, certificate: certificate, link: self.link).isLinked
    }
}
