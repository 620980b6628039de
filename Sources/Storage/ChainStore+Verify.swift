internal import Consensus
internal import Contract
internal import Identity
internal import Ledger

extension ChainStore {
    private static let blocksAtATime = 64

    /// Executes the whole chain again from its genesis and compares every link, certificate, root and the stored state.
    ///
    /// Other work on the store goes on in between. Stops at the first thing that does not hold, or when its task is
    /// cancelled.
    /// - Parameter progress: called now and then with the height that is done and the height of the chain.
    public func verify(
        progress: @Sendable (_ done: UInt64, _ height: UInt64) -> Void = { _, _ in }
    ) async throws(StorageError) -> VerificationReport {
        let target = self.tip
        var run = VerificationRun(state: try self.beginning(), genesis: self.genesis.hash)
        while run.state.height < target.height {
            guard !Task.isCancelled else { return run.report(height: target.height, problem: "cancelled") }
            if let problem = self.verifyBlocks(&run, through: target.height) {
                return run.report(height: target.height, problem: problem)
            }
            progress(run.state.height, target.height)
            await Task.yield()
        }
        return run.report(height: target.height, problem: try self.stateProblem(run.state))
    }

    /// Checks the next blocks; what does not hold, or nil.
    private func verifyBlocks(_ run: inout VerificationRun, through height: UInt64) -> String? {
        let next = run.state.height + 1
        let count = Int(clamping: min(height - next + 1, UInt64(Self.blocksAtATime)))
        do throws(StorageError) {
            // Every stored proof is checked, not only the last one.
            var ranges = try self.provenRanges(from: next, count: count)
            if ranges.isEmpty {
                guard let range = try self.range(from: next, count: count, maximumBytes: .max) else {
                    return "block \(next) is missing"
                }
                ranges = [range]
            }
            guard ranges.first?.firstHeight == next else { return "block \(next) is missing" }
            for range in ranges {
                if let problem = run.check(range) { return "block \(run.state.height + 1): \(problem)" }
            }
            return nil
        } catch {
            return error.description
        }
    }

    /// Compares the stored state with the executed one, unless a block came in between, also from a running service.
    private func stateProblem(_ state: ContractState) throws(StorageError) -> String? {
        let (height, stored) = try self.file.read("read the state and its height") { database in
            (try ChainRows.height(database), try ChainRows.state(database, path: self.path))
        }
        guard height == state.height else { return nil }
        let executed = state.entries()
        guard stored.count == executed.count else {
            return "the stored state has \(stored.count) entries, execution gives \(executed.count)"
        }
        for (left, right) in zip(stored, executed) where left != right {
            return "the stored state differs at \(right.key.kind) \(right.key.number)"
        }
        return nil
    }
}

/// The state of a re-execution.
private struct VerificationRun {
    var state: ContractState
    let genesis: Digest
    private var transactions: UInt64 = 0

    init(state: ContractState, genesis: Digest) {
        self.state = state
        self.genesis = genesis
    }

    /// Checks and executes a range; what does not hold, or nil.
    mutating func check(_ range: FinalizedRange) -> String? {
        do throws(RangeError) {
            try range.verify(self.state.validators, genesis: self.genesis)
        } catch {
            return error.description
        }
        for block in range.blocks {
            if let problem = self.execute(block) { return problem }
        }
        return nil
    }

    private mutating func execute(_ block: Block) -> String? {
        do throws(BlockRefusal) {
            let outcome = try self.state.apply(block)
            guard outcome.stateRoot == block.header.stateRoot else {
                return "execution gives the state root \(outcome.stateRoot.hex)"
            }
        } catch {
            return "\(error)"
        }
        self.transactions += UInt64(block.transactions.count)
        return nil
    }

    func report(height: UInt64, problem: String?) -> VerificationReport {
        VerificationReport(
            goodThrough: self.state.height, height: height, stateRoot: self.state.root,
            transactions: self.transactions, problem: problem)
    }
}
