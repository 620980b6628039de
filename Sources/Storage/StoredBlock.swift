internal import Identity
internal import Ledger

/// A block as it is stored: a certificate of its own or of a later block, or none where the next block that has one
/// makes it final too.
struct StoredBlock {
    let block: Block
    let certificate: Certificate?

    var isCertifiedItself: Bool {
        guard let statement = self.certificate?.statement else { return false }
        return statement.kind == .finalize && statement.blockHash == self.block.hash
    }

    var isCertifiedByLater: Bool {
        guard let statement = self.certificate?.statement else { return false }
        return statement.kind == .finalize && statement.view > self.block.header.view
    }
}
