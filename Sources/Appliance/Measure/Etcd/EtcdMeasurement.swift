public import Foundation
import Identity
import Ledger
import Platform

/// `gridtally measure etcd`: four validators and three etcd nodes commit batches of the same size, in turn.
///
/// Both are processes on the loopback that sync every write to the same disk. Writers wait for one batch each: ours until
/// a follower has fetched and checked the final block, etcd's until the leader has answered.
public struct EtcdMeasurement: Sendable {
    public var writers: Int
    /// Readings of one batch.
    public var batch: Int
    public var rounds: Int
    public var seconds: Double
    /// Where the files go: this decides which disk is measured.
    public var folder: URL?

    private static let validators = 4
    private static let patienceSeconds = 60.0

    public init(writers: Int, batch: Int, rounds: Int, seconds: Double, folder: URL?) {
        self.writers = writers
        self.batch = batch
        self.rounds = rounds
        self.seconds = seconds
        self.folder = folder
    }

    public func run() async throws -> EtcdFigures {
        let folder = try self.folder.map { try MeasureFolder(in: $0) } ?? MeasureFolder()
        defer { folder.remove() }
        let etcd = try EtcdProcesses(folder: folder)
        let files = try ClusterFiles(folder: folder, validators: Self.validators, followers: 0, boxes: self.writers)
        let genesis = try files.write()
        return try await ClusterProcesses.run(files) { processes in
            do {
                let figures = try await self.measure(files, genesis, processes, etcd)
                await etcd.stop()
                return figures
            } catch {
                FileHandle.standardError.write(Data((await etcd.lastWords() + "\n").utf8))
                await etcd.stop()
                throw error
            }
        }
    }

    private func measure(
        _ files: ClusterFiles, _ genesis: Genesis, _ processes: ClusterProcesses, _ etcd: EtcdProcesses
    ) async throws -> EtcdFigures {
        try await processes.startAll()
        let port = try await etcd.start()
        var zone = try ClusterZone(
            genesis, files: files, meters: Array(repeating: self.batch, count: self.writers))
        let load = try await ClusterLoad(
            key: try files.key(files.boxes[0]), peers: try ClusterMeasurement.peers(files), genesis: genesis.hash)
        let following = Task { await load.follow() }
        defer { following.cancel() }
        var driver = ClusterDriver(load: load)
        try await driver.sendAll(zone.registry(), window: 48)
        // The first interval carries whole registers; what is compared are the increments after it.
        for box in zone.boxes.indices { try await driver.sendAll([zone.readings(box)], window: 48) }

        let sample = zone.readings(0)
        try await driver.sendAll([sample], window: 1)
        let value = sample.encoded()
        let source = BatchSource(zone)
        var figures = EtcdFigures(writers: self.writers, batch: self.batch, batchBytes: value.count)
        for round in 0..<self.rounds {
            let ours = try await self.timed { try await self.ours(source, load, until: $0) }
            figures.ours.add(ours.latencies, seconds: ours.seconds)
            let theirs = try await self.timed { try await self.theirs(port, round, value, until: $0) }
            figures.etcd.add(theirs.latencies, seconds: theirs.seconds)
        }
        _ = try await processes.agreement(seconds: 30)
        await load.stop()
        return figures
    }

    private func timed(
        _ body: (_ deadline: Int64) async throws -> [Int64]
    ) async throws -> (latencies: [Int64], seconds: Double) {
        let start = MonotonicClock.nanoseconds
        let latencies = try await body(start + Int64(self.seconds * 1e9))
        return (latencies, Double(MonotonicClock.nanoseconds - start) / 1e9)
    }

    private func ours(_ source: BatchSource, _ load: ClusterLoad, until deadline: Int64) async throws -> [Int64] {
        let patience = Self.patienceSeconds + self.seconds
        let watchdog = Task {
            try await Task.sleep(for: .seconds(patience))
            await load.giveUp()
        }
        defer { watchdog.cancel() }
        return try await withThrowingTaskGroup(of: [Int64].self) { group in
            for writer in 0..<self.writers {
                group.addTask {
                    var latencies: [Int64] = []
                    while MonotonicClock.nanoseconds < deadline {
                        let transaction = await source.next(writer)
                        let start = MonotonicClock.nanoseconds
                        guard await load.commit(transaction, turn: writer + latencies.count) else {
                            throw StepFailure(step: "a batch becomes final", lastSeen: "no block has it")
                        }
                        latencies.append(MonotonicClock.nanoseconds - start)
                    }
                    return latencies
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }

    private func theirs(_ port: Int, _ round: Int, _ value: [UInt8], until deadline: Int64) async throws -> [Int64] {
        try await withThrowingTaskGroup(of: [Int64].self) { group in
            for writer in 0..<self.writers {
                group.addTask {
                    try await EtcdConnection.with(port: port) { connection in
                        var latencies: [Int64] = []
                        while MonotonicClock.nanoseconds < deadline {
                            let key = "box-\(writer)/\(round)-\(latencies.count)"
                            let start = MonotonicClock.nanoseconds
                            _ = try await connection.post("/v3/kv/put", EtcdConnection.put(key: key, value: value))
                            latencies.append(MonotonicClock.nanoseconds - start)
                        }
                        return latencies
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
    }
}

/// Signed readings of the boxes, each box's in its sequence.
private actor BatchSource {
    private var zone: ClusterZone

    init(_ zone: ClusterZone) { self.zone = zone }

    func next(_ box: Int) -> SignedTransaction { self.zone.readings(box) }
}
