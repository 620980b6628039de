public import Identity
public import Ledger

/// Rule 6: a final block makes its ancestors final.
extension ConsensusCore {
    /// Hands out, in order, the blocks up to the highest final one whose ancestors are all held.
    mutating func finalizeChain() throws(SafetyViolation) -> Bool {
        let final = self.views.keys.sorted(by: >).filter { self.views[$0]?.finalization != nil }
        for view in final {
            guard let run = try self.blocksFromTip(to: view) else { continue }
            self.emit(run)
            return true
        }
        return false
    }

    /// The blocks after the tip up to the final block of `view`; nil while one of them is not held.
    private func blocksFromTip(to view: UInt64) throws(SafetyViolation) -> [Block]? {
        var run: [Block] = []
        var at = view
        while let state = self.views[at], let proposal = state.proposal {
            let isExpected = run.last.map { $0.header.parent == proposal.hash } ?? (state.certifiedBlock != nil)
            guard isExpected else { return nil }
            run.append(proposal.block)
            let parentView = proposal.parentView
            if let skipped = self.finalView(between: parentView, and: at) { throw .finalViewSkipped(view: skipped) }
            if parentView <= self.tip.view {
                guard parentView == self.tip.view, proposal.block.header.parent == self.tip.hash else {
                    throw .finalBlockOffChain(view: at, tipView: self.tip.view)
                }
                return run.reversed()
            }
            at = parentView
        }
        return nil
    }

    private func finalView(between lower: UInt64, and upper: UInt64) -> UInt64? {
        self.views.keys.sorted().first { $0 > lower && $0 < upper && self.views[$0]?.finalization != nil }
    }

    /// A block without a finalization of its own is final by that of the next block that has one.
    private mutating func emit(_ run: [Block]) {
        var certificate: Certificate?
        var finalized: [FinalizedBlock] = []
        for block in run.reversed() {
            certificate = self.views[block.header.view]?.finalization ?? certificate
            if let certificate { finalized.append(FinalizedBlock(block: block, certificate: certificate)) }
        }
        for block in finalized.reversed() { self.turn.add(.finalized(block)) }
        if let last = run.last { self.moveTip(to: ChainTip(last.header)) }
    }

    mutating func moveTip(to tip: ChainTip) {
        self.tip = tip
        self.tipHeldAt = self.turn.now
        self.views = self.views.filter { $0.key > tip.view }
        self.ownVotes.close(through: tip.view)
        if self.view <= tip.view {
            self.view = tip.view + 1
            self.building = nil
        }
        self.clock.finalized()
    }

    /// The blocks between the tip and the held block with this hash, in order; nil where one is missing.
    ///
    /// A block that stands on them is built and checked on the state after them.
    public func unfinalBlocks(endingAt hash: Digest) -> [Block]? {
        var run: [Block] = []
        var wanted = hash
        for view in self.views.keys.sorted(by: >) {
            guard wanted != self.tip.hash else { break }
            guard let block = self.views[view]?.proposal?.block, block.hash == wanted else { continue }
            run.append(block)
            wanted = block.header.parent
        }
        return wanted == self.tip.hash ? run.reversed() : nil
    }
}
