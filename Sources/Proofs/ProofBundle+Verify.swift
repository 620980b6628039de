internal import CanonicalCBOR
internal import Identity
public import Ledger

extension ProofBundle {
    /// Reads and verifies a bundle: nothing is trusted but the genesis.
    ///
    /// - Throws: ``ProofError``, which says the first check that failed.
    public static func verify(_ bytes: [UInt8], genesis: Genesis) throws(ProofError) -> ProofVerdict {
        let bundle: ProofBundle
        do throws(CBORError) { bundle = try ProofBundle(decoding: bytes) } catch { throw .unreadable(error) }
        return try bundle.verify(genesis)
    }

    /// Verifies what the bundle shows: validators, finality, paths, signatures, then what they make together.
    public func verify(_ genesis: Genesis) throws(ProofError) -> ProofVerdict {
        let hash = genesis.hash
        guard hash == self.genesis else { throw .foreignGenesis(expected: hash, found: self.genesis) }
        try self.verifyBlocks(genesis, hash)
        let content = try self.verifiedContent(hash)
        guard (self.kind == .reading) == (self.interval != nil) else {
            throw .contradiction("an interval is what a reading names, and nothing else")
        }
        switch self.kind {
        case .bill: return try BillClaim(content).verdict()
        case .reading:
            return try ReadingClaim(content, of: self.interval, intervalSeconds: Int64(genesis.intervalSeconds))
                .verdict()
        case .payment: return try PaymentClaim(content).verdict()
        case .switching: return try SwitchingClaim(content).verdict()
        }
    }

    private func verifyBlocks(_ genesis: Genesis, _ hash: Digest) throws(ProofError) {
        let sets: [ValidatorSet]
        do throws(HandoverError) {
            sets = try EpochHandover.follow(self.history, from: genesis)
        } catch {
            throw .validators(error)
        }
        let (shown, needed) = (UInt64(sets.count), self.blocks.map(\.header.epoch).max() ?? 0)
        guard shown == needed else { throw .epochs(shown: shown, needed: needed) }
        for block in self.blocks {
            guard block.header.epoch >= 1 else { throw .epochs(shown: shown, needed: 0) }
            do throws(CertificateError) {
                try block.verify(sets[Int(block.header.epoch - 1)], genesis: hash)
            } catch {
                throw .notFinal(height: block.header.height, error)
            }
        }
    }

    private func verifiedContent(_ genesis: Digest) throws(ProofError) -> ProvenContent {
        guard let first = self.blocks.first else { throw .missing("a block") }
        do throws(StateProofError) {
            try self.state.verify(root: first.header.stateRoot)
        } catch {
            throw .notInState(error)
        }
        var signed: [ProvenContent.Signed] = []
        for placed in self.transactions {
            guard Int(placed.block) < self.blocks.count else { throw .missing("block \(placed.block) of its own") }
            let header = self.blocks[Int(placed.block)].header
            do throws(TransactionProofError) {
                try placed.proof.verify(in: header, genesis: genesis)
            } catch {
                throw .notInBlock(error)
            }
            signed.append(
                ProvenContent.Signed(
                    header: header, transaction: placed.proof.transaction.transaction, key: placed.proof.key))
        }
        let used = Set(self.transactions.map(\.block)).union([0])
        guard used.count == self.blocks.count else {
            throw .contradiction("it shows \(self.blocks.count) blocks, and needs \(used.count)")
        }
        return ProvenContent(header: first.header, entries: self.state.entries.map(\.entry), transactions: signed)
    }
}
