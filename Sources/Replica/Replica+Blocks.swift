internal import Consensus
internal import Contract
internal import Identity
internal import Ledger
internal import Metering

/// Making and judging blocks, each on its own parent's state.
extension Replica {
    /// Bytes of a block that are kept for what is not transactions.
    private static let headerBytes = 4096
    /// How long a block that holds what waits is taken to become final.
    private static let carriedNanoseconds: Int64 = 1_000_000_000
    private static let missingBlock = "a block between the tip and the parent is not here"

    var genesis: Digest { self.state.genesisHash }

    /// Tells the consensus whether there is something to put into a block.
    public mutating func offerWork() { self.work.append(.offer) }

    /// Whether transactions wait that no block on its way holds.
    func hasWork(at clocks: ClockReading) -> Bool {
        guard !self.pool.isEmpty else { return false }
        let newest = self.candidates.newest
        let isCarried = clocks.nanoseconds - self.candidates.newestSince < Self.carriedNanoseconds
        let state = isCarried ? newest?.state ?? self.state : self.state
        return self.pool.hasReady(nextSequence: state.nextSequence(of:))
    }

    mutating func build(view: UInt64, on parent: ChainTip, at clocks: ClockReading) -> ConsensusEvent {
        guard let core = self.core, let base = self.state(after: parent.hash, at: clocks) else {
            return .buildFailed(view: view, reason: Self.missingBlock)
        }
        guard let time = core.proposalTime(on: parent, at: clocks.nanoseconds, clock: clocks.clock) else {
            return .buildFailed(view: view, reason: "the clock allows no block yet")
        }
        while true {
            let chosen = self.pool.ready(
                nextSequence: base.nextSequence(of:), at: time, atMost: Block.maximumTransactions,
                bytes: Block.maximumBytes - Self.headerBytes)
            do throws(BlockRefusal) {
                let candidate = try self.candidate(
                    BlockContent(time: time, transactions: chosen), on: base, view: view, by: core.configuration.me)
                self.candidates.insert(candidate, at: clocks.nanoseconds)
                return .blockBuilt(view: view, candidate.block)
            } catch {
                // One transaction that the state no longer takes must not stop the others.
                guard case .transaction(let index, let refusal) = error, chosen.indices.contains(index) else {
                    return .buildFailed(view: view, reason: "\(error)")
                }
                self.pool.remove(chosen[index].id, from: chosen[index].transaction.sender)
                self.work.append(.step(.dropped(chosen[index], refusal)))
            }
        }
    }

    private func candidate(
        _ content: BlockContent, on base: ContractState, view: UInt64, by me: PrincipalID
    ) throws(BlockRefusal) -> Candidates.Candidate {
        var next = base
        let (block, outcome) = try next.propose(content, view: view, by: me, admitted: self.pool.admission(of:))
        return .init(block: block, state: next, outcome: outcome)
    }

    /// Executes another validator's proposal on its parent.
    mutating func check(_ block: Block, on parent: ChainTip, at clocks: ClockReading) -> ConsensusEvent {
        let hash = block.hash
        if self.candidates[hash] != nil { return .blockChecked(hash: hash, problem: nil) }
        guard var next = self.state(after: parent.hash, at: clocks) else {
            return .blockChecked(hash: hash, problem: Self.missingBlock)
        }
        do throws(BlockRefusal) {
            let outcome = try next.apply(block, admitted: self.pool.admission(of:))
            self.candidates.insert(.init(block: block, state: next, outcome: outcome), at: clocks.nanoseconds)
            return .blockChecked(hash: hash, problem: nil)
        } catch {
            self.work.append(.step(.refused(block.header, reason: "\(error)")))
            return .blockChecked(hash: hash, problem: "\(error)")
        }
    }

    /// The state after a block that is final here or stands on final blocks; nil where a block between is missing.
    private mutating func state(after hash: Digest, at clocks: ClockReading) -> ContractState? {
        if hash == self.state.tipHash { return self.state }
        if let candidate = self.candidates[hash] { return candidate.state }
        guard let blocks = self.core?.unfinalBlocks(endingAt: hash) else { return nil }
        var state = self.state
        for block in blocks {
            guard let outcome = try? state.apply(block) else { return nil }
            self.candidates.insert(.init(block: block, state: state, outcome: outcome), at: clocks.nanoseconds)
        }
        return state.tipHash == hash ? state : nil
    }
}
