import Contract
import Ledger
import Metering
import Platform

/// A zone of one box in memory whose readings are executed, block by block.
struct ContractBench {
    /// What a block took, in nanoseconds: all of it, and a second update of its root.
    struct Run {
        let whole: Int64
        let root: Int64
    }

    private var zone: MeasuredZone
    private var state: ContractState
    private var tree = StateTree()
    private var time: UTCTime

    /// Registrations in a block, below the bytes that it may have.
    private static let registrations = 1000

    init(meters: Int) throws {
        self.zone = try MeasuredZone(meters: meters)
        self.state = try ContractState(genesis: self.zone.genesis)
        self.time = self.state.time.adding(milliseconds: 1)
        _ = self.tree.update(self.state.entries())
        let registry = self.zone.registry()
        for start in stride(from: 0, to: registry.count, by: Self.registrations) {
            let part = Array(registry[start..<min(start + Self.registrations, registry.count)])
            _ = self.tree.update(try self.state.apply(BlockContent(time: self.time, transactions: part)).changed)
            self.time = self.time.adding(milliseconds: 1)
        }
    }

    /// Executes the next intervals' readings, all in one transaction whose signature was checked before.
    mutating func execute(intervals: Int) throws -> Run {
        let readings = self.zone.readings(intervals: intervals)
        let end = self.zone.intervalEnd.adding(seconds: -900)
        let block = BlockContent(time: max(self.time, end.adding(seconds: 1)), transactions: [readings])
        let admission = try self.state.admit(readings, at: block.time)
        let before = MonotonicClock.nanoseconds
        let outcome = try self.state.apply(block) { _ in admission }
        let executed = MonotonicClock.nanoseconds
        guard self.tree.update(outcome.changed), self.tree.root == outcome.stateRoot else {
            throw StepFailure(step: "the same root", lastSeen: "another one at \(end)")
        }
        self.time = block.time.adding(milliseconds: 1)
        return Run(whole: executed - before, root: MonotonicClock.nanoseconds - executed)
    }
}
