import Contract
import Identity
import Ledger
import Metering
import Platform

/// `gridtally measure contract`: what executing readings and updating the state's root cost, in memory and on one
/// processor, and what a reading takes on the chain.
public struct ContractMeasurement: Sendable {
    /// Of the one box whose readings are executed, its transformer's among them.
    public var meters: Int
    public var intervals: Int
    /// Accounts whose billing period ends.
    public var accounts: Int

    /// Registers that change in the block whose root is measured.
    private static let entries = 50_000
    /// The zone of the goal: 100 boxes of 200 meters, with seven validators.
    private static let (boxes, metersOfBox, validators) = (100, 200, 7)

    public init(meters: Int, intervals: Int, accounts: Int) {
        self.meters = meters
        self.intervals = intervals
        self.accounts = accounts
    }

    public func run() throws -> ContractFigures {
        var zone = try MeasuredZone(meters: self.meters)
        var state = try ContractState(genesis: zone.genesis)
        var tree = StateTree()
        var time = state.time.adding(milliseconds: 1)
        _ = tree.update(state.entries())
        let registry = zone.registry()
        for start in stride(from: 0, to: registry.count, by: Self.registrations) {
            let part = Array(registry[start..<min(start + Self.registrations, registry.count)])
            _ = tree.update(try state.apply(BlockContent(time: time, transactions: part)).changed)
            time = time.adding(milliseconds: 1)
        }
        var (whole, root): ([Int64], [Int64]) = ([], [])
        for interval in 0...self.intervals {
            let end = zone.intervalEnd
            let readings = zone.readings()
            let block = BlockContent(time: max(time, end.adding(seconds: 1)), transactions: [readings])
            let admission = try state.admit(readings, at: block.time)
            let before = MonotonicClock.nanoseconds
            let outcome = try state.apply(block) { _ in admission }
            let executed = MonotonicClock.nanoseconds
            guard tree.update(outcome.changed), tree.root == outcome.stateRoot else {
                throw StepFailure(step: "the same root", lastSeen: "another one at interval \(interval)")
            }
            time = block.time.adding(milliseconds: 1)
            // The first interval carries the registers themselves.
            guard interval > 0 else { continue }
            whole.append(executed - before)
            root.append(MonotonicClock.nanoseconds - executed)
        }
        return try self.figures(whole, root)
    }

    /// Registrations in a block, below the bytes that it may have.
    private static let registrations = 1000

    private func figures(_ whole: [Int64], _ root: [Int64]) throws -> ContractFigures {
        let (all, hashing) = (whole.percentileMilliseconds(0.5), root.percentileMilliseconds(0.5))
        let link = try LinkBudget(
            boxes: Self.boxes, meters: Self.metersOfBox, validators: Self.validators, peers: 2, blocksInInterval: 20,
            rangesInInterval: 20)
        var closing = try ClosingMeasurement(accounts: self.accounts)
        let (bills, notices) = try closing.run()
        return ContractFigures(
            meters: self.meters, intervals: whole.count, blockMilliseconds: all, rootMilliseconds: hashing,
            largeRootMilliseconds: Self.largeRoot(), bytesOfReading: link.chainBytesOfReading,
            accounts: self.accounts, billing: bills, notices: notices)
    }

    /// One update of a tree of so many records, each of which changed, in milliseconds.
    private static func largeRoot() -> Double {
        func records(_ round: UInt8) -> [StateEntry] {
            (0..<UInt32(self.entries)).map { number in
                StateEntry(key: StateKey(.register, number), bytes: Array(repeating: round, count: 60))
            }
        }
        var tree = StateTree()
        _ = tree.update(records(0))
        var times: [Int64] = []
        for round in 1...5 as ClosedRange<UInt8> {
            let changed = records(round)
            let before = MonotonicClock.nanoseconds
            _ = tree.update(changed)
            times.append(MonotonicClock.nanoseconds - before)
        }
        return times.percentileMilliseconds(0.5)
    }
}
