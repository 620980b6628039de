import Foundation
import Ledger
import Platform
import SeededNumbers

/// `gridtally measure kills`: validators and followers under load through SIGKILLs at random moments.
public struct KillMeasurement: Sendable {
    public var validators: Int
    public var followers: Int
    public var kills: Int
    /// How long so many validators stand still that the others are no quorum.
    public var standstillSeconds: Double
    /// How long the network is cut in two, neither part a quorum; 0 where it is not.
    public var partitionSeconds: Double
    public var soakSeconds: Double
    public var seed: UInt64

    private static let collectors = 4

    public init(
        validators: Int, followers: Int, kills: Int, standstillSeconds: Double, partitionSeconds: Double,
        soakSeconds: Double, seed: UInt64
    ) {
        self.standstillSeconds = standstillSeconds
        self.partitionSeconds = partitionSeconds
        self.validators = validators
        self.followers = followers
        self.kills = kills
        self.soakSeconds = soakSeconds
        self.seed = seed
    }

    public func run() async throws -> KillFigures {
        let folder = try MeasureFolder()
        defer { folder.remove() }
        let files = try ClusterFiles(
            folder: folder, validators: self.validators, followers: self.followers, boxes: 1,
            collectors: Self.collectors, isNetworked: self.partitionSeconds > 0)
        defer { files.network?.remove() }
        let genesis = try files.write()
        return try await ClusterProcesses.run(files) { try await self.measure(files, genesis, $0) }
    }

    private func measure(
        _ files: ClusterFiles, _ genesis: Genesis, _ processes: ClusterProcesses
    ) async throws -> KillFigures {
        try await processes.startAll()
        var zone = try ClusterZone(genesis, files: files, meters: [5])
        let load = try await ClusterLoad(
            key: try files.key(files.boxes[0]), peers: try ClusterMeasurement.peers(files), genesis: genesis.hash)
        var driver = ClusterDriver(load: load)
        let following = Task { await load.follow() }
        defer { following.cancel() }
        try await driver.sendAll(zone.registry(), window: 16)
        await load.stop()

        let payers = ClusterPayers(files: files)
        let paying = files.collectors.enumerated().map { index, collector in
            // Through a follower where there is one: it passes on to several validators and tries again.
            let replicas = files.followers.isEmpty ? files.validators : files.followers
            return Task { await payers.pay(with: collector, at: replicas, first: index) }
        }
        var figures = KillFigures(validators: self.validators, followers: self.followers, kills: self.kills)
        var random = SplitMix64(seed: self.seed)
        let start = MonotonicClock.nanoseconds
        for _ in 0..<self.kills { try await self.killOne(files, processes, payers, &random, &figures) }
        figures.killSeconds = Double(MonotonicClock.nanoseconds - start) / 1e9
        try await self.standStill(files, genesis, processes, &figures)
        try await self.partition(files, genesis, processes, &figures)
        try await self.soak(files, processes, &figures)
        paying.forEach { $0.cancel() }
        for task in paying { await task.value }
        let agreed = try await processes.agreement(seconds: 60)
        figures.height = agreed.height
        figures.stateRoot = agreed.stateRoot
        figures.casualties = await processes.casualties()
        figures.payments = await payers.final.count
        figures.lost = try await payers.lost(at: files.validators[0], through: agreed.height)
        figures.votingValidators = try await Self.voting(files, processes)
        return figures
    }

    /// Kills a replica at a random moment, sometimes one more while it recovers, and starts it again.
    private func killOne(
        _ files: ClusterFiles, _ processes: ClusterProcesses, _ payers: ClusterPayers, _ random: inout SplitMix64,
        _ figures: inout KillFigures
    ) async throws {
        let known = await payers.final.count
        _ = try await Story().wait(for: "a payment is final after \(figures.done) kills", seconds: 60) {
            await payers.final.count > known ? true : nil
        }
        let victim = files.replicas[Int.random(in: 0..<files.replicas.count, using: &random)]
        // The moment of the kill is what is random here; nothing is waited for.
        try await Task.sleep(for: .microseconds(Int.random(in: 0...150_000, using: &random)))
        await processes.kill(victim)
        figures.done += 1
        if Int.random(in: 0..<5, using: &random) == 0 {
            try await processes.start(victim)
            try await Task.sleep(for: .microseconds(Int.random(in: 0...200_000, using: &random)))
            await processes.kill(victim)
            figures.killsDuringRecovery += 1
        }
        if Int.random(in: 0..<3, using: &random) == 0 {
            // The others go on alone for a while.
            try await Task.sleep(for: .microseconds(Int.random(in: 0...1_000_000, using: &random)))
        }
        try await processes.start(victim)
        try await processes.waitForAnswer(of: victim)
    }

    /// Validators without whom the others are no quorum.
    private static func tooMany(_ files: ClusterFiles, _ genesis: Genesis) -> [String] {
        files.validators.suffix(files.validators.count - genesis.firstValidators.quorum + 1)
    }

    /// Has so many validators stand still that the others are no quorum: the stopped ones neither send nor receive.
    private func standStill(
        _ files: ClusterFiles, _ genesis: Genesis, _ processes: ClusterProcesses, _ figures: inout KillFigures
    ) async throws {
        guard self.standstillSeconds > 0 else { return }
        let stopped = Self.tooMany(files, genesis)
        figures.standstill = try await self.withoutQuorum(
            for: self.standstillSeconds, processes, seenBy: [files.validators[0]],
            stop: { await processes.pause(stopped) }, goOn: { await processes.resume(stopped) })
    }

    /// Cuts the network in two: some validators and a follower on one side, all others on the other, no quorum on
    /// either.
    private func partition(
        _ files: ClusterFiles, _ genesis: Genesis, _ processes: ClusterProcesses, _ figures: inout KillFigures
    ) async throws {
        guard self.partitionSeconds > 0, let network = files.network else { return }
        let away = Self.tooMany(files, genesis) + files.followers.suffix(1)
        figures.partition = try await self.withoutQuorum(
            for: self.partitionSeconds, processes, seenBy: [files.validators[0], away[0]],
            stop: { try network.cut(away) }, goOn: { try network.mend() })
    }

    /// - Parameter seenBy: a replica of each part.
    private func withoutQuorum(
        for seconds: Double, _ processes: ClusterProcesses, seenBy witnesses: [String],
        stop: () async throws -> Void, goOn: () async throws -> Void
    ) async throws -> KillFigures.Pause {
        func height() async throws -> UInt64 {
            var height: UInt64 = 0
            for witness in witnesses { height = max(height, try await processes.status(witness).height) }
            return height
        }
        try await stop()
        // What was on its way may still become final.
        try await Task.sleep(for: .seconds(1))
        let before = try await height()
        try await Task.sleep(for: .seconds(seconds))
        let reached = try await height()
        let start = MonotonicClock.nanoseconds
        try await goOn()
        _ = try await Story().wait(for: "the chain goes on after \(seconds) s without a quorum", seconds: 120) {
            try await height() > reached ? true : nil
        }
        return KillFigures.Pause(
            seconds: seconds, blocks: reached - before,
            recoverySeconds: Double(MonotonicClock.nanoseconds - start) / 1e9)
    }

    private func soak(_ files: ClusterFiles, _ processes: ClusterProcesses, _ figures: inout KillFigures) async throws {
        guard self.soakSeconds > 0 else { return }
        func most() async throws -> Int {
            try await processes.usages(files.replicas).map(\.residentKilobytes).max() ?? 0
        }
        try await Task.sleep(for: .seconds(self.soakSeconds / 4))
        figures.soakStartKilobytes = try await most()
        try await Task.sleep(for: .seconds(self.soakSeconds * 3 / 4))
        figures.soakEndKilobytes = try await most()
        figures.soakSeconds = self.soakSeconds
    }

    private static func voting(_ files: ClusterFiles, _ processes: ClusterProcesses) async throws -> Int {
        var count = 0
        for name in files.validators where try await processes.status(name).role == "validator" { count += 1 }
        return count
    }
}
