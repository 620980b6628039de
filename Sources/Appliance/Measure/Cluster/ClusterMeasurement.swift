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
        _ = try await self.catchUp(late, files, processes)

        var figures = ClusterFigures(validators: self.validators, followers: self.followers, batch: self.batch)
        figures.batched = try await driver.offer(perSecond: Double(self.rate) / Double(self.batch), for: self.seconds) {
            zone.readings($0 % Self.batchBoxes)
        }
        figures.batched.readings *= self.batch
        figures.catchUp = try await self.catchUp(late, files, processes)
        figures.catchUp.readings = figures.batched.readings
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
        figures.singleCatchUp = try await self.catchUp(late, files, processes)
        figures.singleCatchUp.readings = figures.single.readings + figures.lone.readings
        try await processes.start(late)
        try await processes.waitForAnswer(of: late)
        let agreed = try await processes.agreement(seconds: 30)
        figures.height = agreed.height
        figures.stateRoot = agreed.stateRoot
        await load.stop()
        return figures
    }

    /// A follower that was away fetches and executes what it missed, and goes away again. All that its process takes counts,
    /// its start as well.
    private func catchUp(
        _ late: String, _ files: ClusterFiles, _ processes: ClusterProcesses
    ) async throws -> ClusterFigures.CatchUp {
        let target = try await processes.status(files.validators[0]).height
        try await processes.start(late)
        try await processes.waitForAnswer(of: late)
        let since = MonotonicClock.nanoseconds
        _ = try await Story().wait(for: "\(late) catches up", seconds: 300) {
            try await processes.status(late).height >= target ? true : nil
        }
        let seconds = Double(MonotonicClock.nanoseconds - since) / 1e9
        let used = try await processes.usage(late).processorSeconds
        await processes.stop(late)
        return ClusterFigures.CatchUp(seconds: seconds, processorSeconds: used)
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
