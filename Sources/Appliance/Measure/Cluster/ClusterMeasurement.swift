public import Foundation
import Identity
import Ledger
import Metering
import PeerNetwork
import Platform

/// `gridtally measure cluster`: several validators and followers as processes on the loopback, with CURVE and every
/// sync: readings a second, finality, catch-up, idle time, memory.
public struct ClusterMeasurement: Sendable {
    public var validators: Int
    public var followers: Int
    /// Readings of one signature.
    public var batch: Int
    /// Readings a second that are offered in batches, and singly signed ones.
    public var rate: Int
    public var singleRate: Int
    public var seconds: Double
    /// Where the files go: this decides which disk is measured.
    public var folder: URL?

    private static let batchBoxes = 8
    private static let singleBoxes = 40
    private static let lonely = 60

    public init(
        validators: Int, followers: Int, batch: Int, rate: Int, singleRate: Int, seconds: Double, folder: URL?
    ) {
        self.validators = validators
        self.followers = followers
        self.batch = batch
        self.rate = rate
        self.singleRate = singleRate
        self.seconds = seconds
        self.folder = folder
    }

    public func run() async throws -> ClusterFigures {
        let folder = try self.folder.map { try MeasureFolder(in: $0) } ?? MeasureFolder()
        defer { folder.remove() }
        let files = try ClusterFiles(
            folder: folder, validators: self.validators, followers: self.followers + 1,
            boxes: Self.batchBoxes + Self.singleBoxes)
        let genesis = try files.write()
        return try await ClusterProcesses.run(files) { try await self.measure(files, genesis, $0) }
    }

    private func measure(
        _ files: ClusterFiles, _ genesis: Genesis, _ processes: ClusterProcesses
    ) async throws -> ClusterFigures {
        let late = files.followers[self.followers]
        for name in files.replicas where name != late { try await processes.start(name) }
        for name in files.replicas where name != late { try await processes.waitForAnswer(of: name) }
        var zone = try ClusterZone(
            genesis, files: files,
            meters: Array(repeating: self.batch, count: Self.batchBoxes) + Array(repeating: 1, count: Self.singleBoxes))
        let load = try await ClusterLoad(
            key: try files.key(files.boxes[0]), peers: try Self.peers(files), genesis: genesis.hash)
        let following = Task { await load.follow() }
        defer { following.cancel() }
        var driver = ClusterDriver(load: load)
        try await driver.sendAll(zone.registry(), window: 48)
        for box in zone.boxes.indices { try await driver.sendAll([zone.readings(box)], window: 48) }

        var figures = ClusterFigures(validators: self.validators, followers: self.followers, batch: self.batch)
        figures.batched = try await driver.offer(perSecond: Double(self.rate) / Double(self.batch), for: self.seconds) {
            zone.readings($0 % Self.batchBoxes)
        }
        figures.batched.readings *= self.batch
        figures.single = try await driver.offer(perSecond: Double(self.singleRate), for: self.seconds) {
            zone.readings(Self.batchBoxes + $0 % Self.singleBoxes)
        }
        let loadUsage = try await processes.usages(files.validators)
        figures.residentKilobytes = loadUsage.map(\.residentKilobytes).max() ?? 0
        figures.lone = try await driver.oneByOne(Self.lonely) { zone.readings(Self.batchBoxes + $0 % Self.singleBoxes) }
        let before = try await processes.usages(files.validators)
        try await Task.sleep(for: .seconds(10))
        let after = try await processes.usages(files.validators)
        figures.idleShare = zip(before, after).map { ($1.processorSeconds - $0.processorSeconds) / 10 }.max() ?? 0
        try await self.catchUp(late, files, processes, &figures, zone)
        let agreed = try await processes.agreement(seconds: 30)
        figures.height = agreed.height
        figures.stateRoot = agreed.stateRoot
        await load.stop()
        return figures
    }

    /// A new follower fetches and executes the whole chain.
    private func catchUp(
        _ late: String, _ files: ClusterFiles, _ processes: ClusterProcesses, _ figures: inout ClusterFigures,
        _ zone: ClusterZone
    ) async throws {
        let target = try await processes.status(files.validators[0]).height
        try await processes.start(late)
        try await processes.waitForAnswer(of: late)
        let start = MonotonicClock.nanoseconds
        let before = try await processes.usage(late).processorSeconds
        _ = try await Story().wait(for: "\(late) catches up", seconds: 300) {
            try await processes.status(late).height >= target ? true : nil
        }
        figures.catchUpSeconds = Double(MonotonicClock.nanoseconds - start) / 1e9
        figures.catchUpProcessorSeconds = try await processes.usage(late).processorSeconds - before
        figures.catchUpBlocks = target
        figures.catchUpReadings = zone.boxes.reduce(0) { sum, box in
            let intervals = Int((box.intervalEnd.milliseconds - zone.genesis.time.milliseconds) / 900_000)
            return sum + intervals * box.meters
        }
    }

    static func peers(_ files: ClusterFiles) throws -> [PeerAddress] {
        try files.validators.compactMap { name in
            guard let place = files.endpoints[name] else { return nil }
            return PeerAddress(
                name: name, key: try files.key(name).publicKey.curvePublicKey(), publish: place.publish,
                catchUp: place.catchUp)
        }
    }
}
