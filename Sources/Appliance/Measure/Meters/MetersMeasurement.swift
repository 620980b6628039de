import Contract
public import Foundation
import Identity
import Ledger
import Metering
import Platform
import Storage

/// `gridtally measure meters`: validators as processes with a large zone's state.
public struct MetersMeasurement: Sendable {
    public var meters: Int
    public var validators: Int
    /// Intervals of readings that the running validators take.
    public var intervals: Int
    /// How long the validators are idle.
    public var idleSeconds: Double
    public var folder: URL?

    private static let metersOfBox = 500
    private static let interval: Int64 = 900
    /// Intervals that are on the chain before the processes start; the first one carries whole registers.
    private static let written = 4
    private static let registryOfBlock = 2000

    public init(meters: Int, validators: Int, intervals: Int, idleSeconds: Double, folder: URL?) {
        self.meters = meters
        self.validators = validators
        self.intervals = intervals
        self.idleSeconds = idleSeconds
        self.folder = folder
    }

    /// Meters of each box; the last one has what is left.
    private var rosters: [Int] {
        let full = Array(repeating: Self.metersOfBox, count: self.meters / Self.metersOfBox)
        let rest = self.meters % Self.metersOfBox
        return rest > 0 ? full + [rest] : full
    }

    public func run() async throws -> MetersFigures {
        let folder = try self.folder.map { try MeasureFolder(in: $0) } ?? MeasureFolder()
        defer { folder.remove() }
        let files = try ClusterFiles(
            folder: folder, validators: self.validators, followers: 0, boxes: self.rosters.count,
            historySeconds: Int64(Self.written + self.intervals + 1) * Self.interval)
        let genesis = try files.write()
        return try await ClusterProcesses.run(files) { try await self.measure(files, genesis, $0) }
    }

    private func measure(
        _ files: ClusterFiles, _ genesis: Genesis, _ processes: ClusterProcesses
    ) async throws -> MetersFigures {
        var figures = MetersFigures(
            validators: self.validators, meters: self.meters, intervals: Self.written + self.intervals)
        var zone = try ClusterZone(genesis, files: files, meters: self.rosters)
        try await self.write(files, genesis, &zone, &figures)
        let start = MonotonicClock.nanoseconds
        try await processes.startAll()
        figures.startSeconds = Double(MonotonicClock.nanoseconds - start) / 1e9
        let load = try await ClusterLoad(
            key: try files.key(files.boxes[0]), peers: try ClusterMeasurement.peers(files), genesis: genesis.hash,
            height: try await processes.status(files.validators[0]).height)
        try await load.connect()
        let following = Task { await load.follow() }
        defer { following.cancel() }
        figures.startKilobytes = try await self.most(files, processes).residentKilobytes
        for _ in 0..<self.intervals { try await self.interval(&zone, load, &figures) }
        figures.blocks = await load.blocks
        try await self.idle(files, processes, &figures)
        await load.stop()
        _ = try await processes.agreement(seconds: 30)
        return figures
    }

    /// Puts the registry and the first intervals on the chain, before any process runs.
    private func write(
        _ files: ClusterFiles, _ genesis: Genesis, _ zone: inout ClusterZone, _ figures: inout MetersFigures
    ) async throws {
        var keys: [PrincipalID: SigningKey] = [:]
        for validator in genesis.validators {
            keys[validator.id] = try files.key(genesis.principals[Int(validator.id.number)].label)
        }
        var writer = try await ChainWriter(
            directory: files.folder.file("written"), genesis: genesis, keys: keys)
        let registry = zone.registry()
        for first in stride(from: 0, to: registry.count, by: Self.registryOfBlock) {
            let block = Array(registry[first..<min(first + Self.registryOfBlock, registry.count)])
            try await writer.commit(block, at: writer.state.time.adding(milliseconds: 1))
        }
        for _ in 0..<Self.written {
            let end = zone.boxes[0].intervalEnd
            let readings = zone.boxes.indices.map { zone.readings($0) }
            let start = MonotonicClock.nanoseconds
            try await writer.commit(readings, at: max(end, writer.state.time).adding(seconds: 3))
            figures.blockMilliseconds = Double(MonotonicClock.nanoseconds - start) / 1e6
        }
        try await writer.hand(to: files.validators.map { files.folder.file($0) })
        figures.chainBytes = files.folder.size("written/\(ChainStore.fileName)")
    }

    /// All boxes submit the readings of one interval at once.
    private func interval(_ zone: inout ClusterZone, _ load: ClusterLoad, _ figures: inout MetersFigures) async throws {
        let readings = zone.boxes.indices.map { zone.readings($0) }
        let watchdog = Task {
            try await Task.sleep(for: .seconds(120))
            await load.giveUp()
        }
        defer { watchdog.cancel() }
        let start = MonotonicClock.nanoseconds
        let areFinal = await withTaskGroup(of: Bool.self) { group in
            for (index, transaction) in readings.enumerated() {
                group.addTask { await load.commit(transaction, turn: index) }
            }
            return await group.reduce(true) { $0 && $1 }
        }
        guard areFinal else { throw StepFailure(step: "all readings become final", lastSeen: "some did not") }
        figures.finalMilliseconds.append(Double(MonotonicClock.nanoseconds - start) / 1e6)
    }

    private func idle(
        _ files: ClusterFiles, _ processes: ClusterProcesses, _ figures: inout MetersFigures
    ) async throws {
        let largest = try await self.most(files, processes)
        figures.residentKilobytes = largest.residentKilobytes
        figures.anonymousKilobytes = largest.anonymousKilobytes
        let before = try await processes.usages(files.validators)
        try await Task.sleep(for: .seconds(self.idleSeconds))
        let after = try await processes.usages(files.validators)
        figures.idleShare =
            zip(before, after).map { ($1.processorSeconds - $0.processorSeconds) / self.idleSeconds }.max() ?? 0
        // The kernel sums each of the two up by the way, so that they may differ by a few pages.
        figures.peakKilobytes = max(figures.residentKilobytes, after.map(\.peakKilobytes).max() ?? 0)
    }

    private func most(_ files: ClusterFiles, _ processes: ClusterProcesses) async throws -> ProcessUsage {
        let usages = try await processes.usages(files.validators)
        guard let largest = usages.max(by: { $0.residentKilobytes < $1.residentKilobytes }) else {
            throw StepFailure(step: "a validator runs", lastSeen: "none")
        }
        return largest
    }
}
