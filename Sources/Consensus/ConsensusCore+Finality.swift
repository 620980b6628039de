public import Identity
public import Ledger

/// Rule 6: a final block makes its ancestors final.
extension ConsensusCore {
    /// Hands out, in order, the blocks up to the highest final one whose ancestors are all held.
    mutating func finalizeChain() throws(SafetyViolation) -> Bool {
        guard !self.isEpochOver, self.finalView > self.baseView else { return false }
        let final = self.views.filter { $0.value.finalization != nil }.keys.sorted(by: >)
        for view in final {
            guard let run = try self.blocksFromTip(to: view) else { continue }
            self.emit(run)
            return true
        }
        return false
    }

    /// The blocks after the tip up to the final block of `view`; nil while one of them is not held.
    ///
    /// They are linked by their hashes alone: of a parent's view there is only the leader's word.
    private func blocksFromTip(to view: UInt64) throws(SafetyViolation) -> [Proposal]? {
        guard var next = self.views[view]?.certifiedProposal else { return nil }
        var run = [next]
        while !self.standsOnTip(next) {
            let header = next.block.header
            guard header.isFiller || header.height > self.tip.height + 1 else {
                throw .finalBlockOffChain(view: next.view, tipView: self.tip.view)
            }
            guard let parent = self.heldProposal(header.parent, below: next.view) else { return nil }
            guard header.follows(parent.block.header) else {
                throw .finalBlockOffChain(view: next.view, tipView: parent.view)
            }
            if let skipped = self.finalView(between: parent.view, and: next.view) {
                throw .finalViewSkipped(view: skipped)
            }
            run.append(parent)
            next = parent
        }
        if let skipped = self.finalView(between: self.baseView, and: next.view) {
            throw .finalViewSkipped(view: skipped)
        }
        return run.reversed()
    }

    private func standsOnTip(_ proposal: Proposal) -> Bool {
        let header = proposal.block.header
        return header.parent == self.tip.hash && header.height == self.tip.height + 1
    }

    /// The held block with this hash in a view below.
    func heldProposal(_ hash: Digest, below view: UInt64) -> Proposal? {
        self.views.first { $0.key < view && $0.value.proposal?.hash == hash }?.value.proposal
    }

    private func finalView(between lower: UInt64, and upper: UInt64) -> UInt64? {
        self.views.filter { $0.key > lower && $0.key < upper && $0.value.finalization != nil }.keys.min()
    }

    /// Hands out what is final; fillers only prove the block before them.
    private mutating func emit(_ run: [Proposal]) {
        var certificate: Certificate?
        var link: [BlockHeader] = []
        var finalized: [FinalizedBlock] = []
        for proposal in run.reversed() {
            if let own = self.views[proposal.view]?.finalization { (certificate, link) = (own, []) }
            let header = proposal.block.header
            if let certificate, !header.isFiller {
                finalized.append(FinalizedBlock(block: proposal.block, certificate: certificate, link: link))
            }
            link.insert(header, at: 0)
        }
        for block in finalized.reversed() { self.turn.add(.finalized(block)) }
        guard let last = finalized.first else { return }
        self.moveTip(to: ChainTip(last.block.header), last.certificate)
    }

    mutating func moveTip(to tip: ChainTip, _ certificate: Certificate?) {
        self.tip = tip
        self.tipHeldAt = self.turn.now
        self.tipFinalization = certificate
        self.hasGained = true
        self.clock.finalized()
        self.repair.finalized()
        guard !self.isEpochOver else {
            // What was signed is not needed any more: nothing of this epoch is voted for again.
            self.views = [:]
            self.building = nil
            return
        }
        self.views = self.views.filter { $0.key > self.baseView }
        self.ownVotes.close(through: self.baseView)
        guard self.view <= self.baseView else { return }
        self.view = self.baseView + 1
        self.building = nil
    }

    /// True where every block between the tip and this one is held, so that its state can be had.
    func isRooted(_ proposal: Proposal) -> Bool {
        var next = proposal
        while next.block.header.parent != self.tip.hash {
            guard let parent = self.heldProposal(next.block.header.parent, below: next.view) else { return false }
            next = parent
        }
        return true
    }

    /// The blocks between the tip and the held block with this hash, in order; nil where one is missing.
    ///
    /// A block that stands on them is built and checked on the state after them. Fillers are not among them.
    public func unfinalBlocks(endingAt hash: Digest) -> [Block]? {
        var run: [Block] = []
        var wanted = hash
        var below = UInt64.max
        while wanted != self.tip.hash {
            guard let held = self.heldProposal(wanted, below: below) else { return nil }
            if !held.block.header.isFiller { run.append(held.block) }
            wanted = held.block.header.parent
            below = held.view
        }
        return run.reversed()
    }
}
