import CanonicalCBOR
import Identity
import Ledger
import Proofs

/// Proof bundles from anywhere: what is taken has one encoding, and the checks of finality, of paths in the state and of
/// transactions end, whatever it holds. What a bundle claims is judged only where all these hold, and so never here.
enum ProofProperties {
    static func checkBundle(_ bytes: [UInt8]) throws(BrokenProperty) {
        guard let bundle = try? ProofBundle(decoding: bytes) else { return }
        try require(bundle.encoded() == bytes, "a proof has two encodings")
        for (index, block) in bundle.blocks.enumerated() {
            let nobody = ValidatorSet(epoch: block.header.epoch, members: [])
            _ = try? block.verify(nobody, genesis: bundle.genesis)
            try? bundle.state.verify(root: block.header.stateRoot)
            for placed in bundle.transactions where Int(placed.block) == index {
                try? placed.proof.verify(in: block.header, genesis: bundle.genesis)
            }
        }
    }
}
