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
    private static let intervalsOfHour = 4

    public init(meters: Int, intervals: Int, accounts: Int) {
        self.meters = meters
        self.intervals = intervals
        self.accounts = accounts
    }

    public func run() throws -> ContractFigures {
        var bench = try ContractBench(meters: self.meters)
        // The first interval carries the registers themselves.
        _ = try bench.execute(intervals: 1)
        let single = try (0..<self.intervals).map { _ in try bench.execute(intervals: 1) }
        let hours = max(1, self.intervals / Self.intervalsOfHour)
        let hourly = try (0..<hours).map { _ in try bench.execute(intervals: Self.intervalsOfHour) }
        return try self.figures(single, hourly)
    }

    private func figures(_ single: [ContractBench.Run], _ hourly: [ContractBench.Run]) throws -> ContractFigures {
        let link = try LinkBudget(
            boxes: Self.boxes, meters: Self.metersOfBox, validators: Self.validators, peers: 2, blocksInInterval: 20,
            rangesInInterval: 20)
        let chain = ChainBytes(link: link)
        var closing = try ClosingMeasurement(accounts: self.accounts)
        let (bills, notices) = try closing.run()
        return ContractFigures(
            meters: self.meters, intervals: single.count,
            blockMilliseconds: single.map(\.whole).percentileMilliseconds(0.5),
            rootMilliseconds: single.map(\.root).percentileMilliseconds(0.5), intervalsOfHour: Self.intervalsOfHour,
            hourlyBlockMilliseconds: hourly.map(\.whole).percentileMilliseconds(0.5),
            hourlyRootMilliseconds: hourly.map(\.root).percentileMilliseconds(0.5),
            largeRootMilliseconds: Self.largeRoot(), bytesOfReading: try chain.ofReading(intervalsPerSubmission: 1),
            bytesOfHourlyReading: try chain.ofReading(intervalsPerSubmission: Self.intervalsOfHour),
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
