internal import Consensus
internal import Ledger
internal import Replica

/// The second phase: the faults end, the faulty validators go on, and everybody else has to finalize a new block soon.
extension Cluster {
    func heal() {
        self.isHealed = true
        self.network.heal()
        self.tell("the faults end")
        for index in self.nodes.indices {
            self.nodes[index].disk.free = nil
            self.nodes[index].fuse = nil
            self.nodes[index].clock.isTrusted = true
            self.nodes[index].clock.aheadMilliseconds = self.chance.between(-500, 500)
            // People start boxes that gave up voting for want of blocks, and those that are down.
            if self.nodes[index].refusal != nil { self.crash(index) }
            self.queue.add(.start(node: index), at: self.now + self.chance.between(0, 200_000_000))
        }
        let cores = self.nodes.filter(\.keepsPromises).compactMap { $0.process?.replica.core }
        let epoch = cores.map(\.configuration.validators.epoch).max() ?? 0
        let view = cores.filter { $0.configuration.validators.epoch == epoch }.map(\.view).max() ?? 0
        self.healing = Healing(
            height: self.chainChecker.height, epoch: epoch, view: view,
            waiting: Set(self.nodes.indices.filter { self.nodes[$0].isHonest }))
        self.queue.add(.judgement, at: self.now + self.patience)
    }

    /// Virtual time in which an honest majority must have gone on: enough for every view of the bound to time out.
    private var patience: Int64 {
        Int64(self.plan.viewBound) * self.plan.timing.maximumViewTimeoutNanoseconds + 120_000_000_000
    }

    var hasRecovered: Bool { self.healing?.waiting.isEmpty ?? false }

    func noteProgress(_ index: Int, _ header: BlockHeader) {
        guard let healing = self.healing, header.height > healing.height else { return }
        if healing.firstView == nil, header.epoch == healing.epoch { self.healing?.firstView = header.view }
        self.healing?.waiting.remove(index)
    }

    func standstill() -> Violation {
        let waiting = (self.healing?.waiting.sorted() ?? []).map { index in
            let core = self.nodes[index].process?.replica.core
            let place = "block \(self.nodes[index].acknowledged), view \(core?.view ?? 0)"
            return "\(self.nodes[index].name) (\(place)\(self.nodes[index].refusal.map { ": \($0)" } ?? ""))"
        }
        return Violation(
            check: "LIVE",
            text: "no new block after block \(self.healing?.height ?? 0) on \(waiting.joined(separator: ", "))")
    }

    /// An honest validator that has gone through more views than the protocol promises, and no new block yet; one that is
    /// final may still be on its way for a view or two.
    func judgeStandstill(_ index: Int) throws(Violation) {
        guard let healing = self.healing, healing.firstView == nil, self.nodes[index].keepsPromises,
            let core = self.nodes[index].process?.replica.core, core.configuration.validators.epoch == healing.epoch,
            core.view > healing.view + self.plan.viewBound + 3
        else { return }
        throw Violation(
            check: "VIEWS",
            text: "faults ended in view \(healing.view), \(self.nodes[index].name) is in view \(core.view) without a "
                + "new block, more than \(self.plan.viewBound) later")
    }

    /// The block that ended the standstill came within the views that the protocol promises.
    func judgeViews() throws(Violation) {
        guard let healing = self.healing, let first = healing.firstView else { return }
        guard first <= healing.view + self.plan.viewBound else {
            throw Violation(
                check: "VIEWS",
                text: "faults ended in view \(healing.view), the next block is of view \(first), "
                    + "more than \(self.plan.viewBound) later")
        }
    }
}
