public import Foundation
import Ledger
import Platform

/// `gridtally measure link --minutes N`: a whole zone's readings in their quarter-hours, and what a follower's link
/// carries meanwhile: the check on ``LinkBudget``.
///
/// Validators and the follower each have a network namespace of their own. The other boxes' readings are made here and
/// given to the validators; the follower's own go through it.
public struct LinkMeasurement: Sendable {
    public var boxes: Int
    public var meters: Int
    public var validators: Int
    /// What the zone is configured with: `batch` of its validators, `gather` of its followers, in seconds.
    public var batchSeconds: Int
    public var gatherSeconds: Int
    public var minutes: Double
    public var folder: URL?

    /// What boxes take to hand in an interval's readings, one after the other: as they read their last meter.
    public static let handingInSeconds = 20.0
    /// Registrations under way at a time, below what a mempool holds for one sender.
    private static let window = 48

    public init(
        boxes: Int, meters: Int, validators: Int, batchSeconds: Int, gatherSeconds: Int, minutes: Double,
        folder: URL?
    ) {
        self.boxes = boxes
        self.meters = meters
        self.validators = validators
        self.batchSeconds = batchSeconds
        self.gatherSeconds = gatherSeconds
        self.minutes = minutes
        self.folder = folder
    }

    public func run() async throws -> LinkFigures {
        let folder = try self.folder.map { try MeasureFolder(in: $0) } ?? MeasureFolder()
        defer { folder.remove() }
        var files = try ClusterFiles(
            folder: folder, validators: self.validators, followers: 1, boxes: self.boxes, isNetworked: true)
        files.gatherSeconds = self.gatherSeconds
        defer { files.network?.remove() }
        let genesis = try files.write()
        return try await ClusterProcesses.run(files) { try await self.measure(files, genesis, $0) }
    }

    private func measure(
        _ files: ClusterFiles, _ genesis: Genesis, _ processes: ClusterProcesses
    ) async throws -> LinkFigures {
        try await Self.start(files.validators, processes)
        var zone = try ClusterZone(genesis, files: files, meters: Array(repeating: self.meters, count: self.boxes))
        let load = try await ClusterLoad(
            key: try files.key(files.boxes[0]), peers: try ClusterMeasurement.peers(files), genesis: genesis.hash)
        let following = Task { await load.follow() }
        defer { following.cancel() }
        var driver = ClusterDriver(load: load)
        try await driver.sendAll(zone.registry(), window: Self.window)
        for box in zone.boxes.indices { try await driver.sendAll([zone.readings(box)], window: Self.window) }
        try await self.batch(files, processes)

        let follower = files.followers[0]
        try await processes.start(follower)
        try await processes.waitForAnswer(of: follower)
        let start = try await processes.agreement(seconds: 600).height
        let network = files.network
        let before = try network?.traffic(of: follower) ?? .init()
        let since = MonotonicClock.nanoseconds
        try await self.handIn(&zone, &driver, files.client(follower))
        let after = try network?.traffic(of: follower) ?? .init()
        let seconds = Double(MonotonicClock.nanoseconds - since) / 1e9
        let blocks = Int(try await processes.agreement(seconds: 60).height - start)
        await load.stop()
        return try LinkFigures(
            boxes: self.boxes, meters: self.meters, validators: self.validators,
            ranges: LinkBudget.ranges(gatherSeconds: self.gatherSeconds), seconds: seconds, blocks: blocks,
            bytes: after.bytes - before.bytes, packets: after.packets - before.packets)
    }

    private static func start(_ names: [String], _ processes: ClusterProcesses) async throws {
        for name in names { try await processes.start(name) }
        for name in names { try await processes.waitForAnswer(of: name) }
    }

    /// From now on transactions wait for one another; the registry would take an age so.
    private func batch(_ files: ClusterFiles, _ processes: ClusterProcesses) async throws {
        var files = files
        files.batchSeconds = self.batchSeconds
        await processes.stopAll()
        try files.configureValidators()
        try await Self.start(files.validators, processes)
    }

    /// One interval after the other; the follower's own readings are those of the last box.
    private func handIn(_ zone: inout ClusterZone, _ driver: inout ClusterDriver, _ own: ControlClient) async throws {
        let start = MonotonicClock.nanoseconds
        for interval in 0..<max(1, Int(self.minutes * 60 / LinkBudget.intervalSeconds)) {
            for box in zone.boxes.indices {
                let late = Double(box) / Double(zone.boxes.count) * Self.handingInSeconds
                try await Self.sleep(until: start, Double(interval) * LinkBudget.intervalSeconds + late)
                let readings = zone.readings(box)
                if box < zone.boxes.count - 1 {
                    try await driver.send(readings)
                } else {
                    let _: TransactionReport = try await own.post("/api/v1/transactions", readings.encoded())
                }
            }
        }
        try await Self.sleep(until: start, self.minutes * 60)
    }

    private static func sleep(until start: Int64, _ seconds: Double) async throws {
        let wait = start + Int64(seconds * 1e9) - MonotonicClock.nanoseconds
        if wait > 0 { try await Task.sleep(for: .nanoseconds(wait)) }
    }
}
