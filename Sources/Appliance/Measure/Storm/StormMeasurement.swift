public import Foundation
import Glibc
import Identity
import Ledger
import PeerNetwork
import Platform

/// `gridtally measure storm`: thousands of connections that prove no key, at a running validator that goes on committing.
public struct StormMeasurement: Sendable {
    public var connections: Int
    public var seconds: Double
    public var folder: URL?

    private static let validators = 4
    /// One of so many connections is a stranger's with a key of its own.
    private static let kinds = StormConnections.Kind.allCases.count + 1
    /// What the service's unit file grants it.
    private static let descriptors: rlim_t = 4096

    public init(connections: Int, seconds: Double, folder: URL?) {
        self.connections = connections
        self.seconds = seconds
        self.folder = folder
    }

    public func run() async throws -> StormFigures {
        let folder = try self.folder.map { try MeasureFolder(in: $0) } ?? MeasureFolder()
        defer { folder.remove() }
        let files = try ClusterFiles(
            folder: folder, validators: Self.validators, followers: 0, boxes: 1, collectors: 2)
        let genesis = try files.write()
        return try await ClusterProcesses.run(files) { processes in
            try await Self.withDescriptors(Self.descriptors) { try await processes.startAll() }
            return try await self.measure(files, genesis, processes)
        }
    }

    /// Processes that `body` starts may open so many descriptors, as the service may.
    private static func withDescriptors(_ count: rlim_t, _ body: () async throws -> Void) async throws {
        let resource = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        var limit = rlimit()
        getrlimit(resource, &limit)
        var lower = rlimit(rlim_cur: min(count, limit.rlim_cur), rlim_max: limit.rlim_max)
        setrlimit(resource, &lower)
        defer { setrlimit(resource, &limit) }
        try await body()
    }

    private func measure(
        _ files: ClusterFiles, _ genesis: Genesis, _ processes: ClusterProcesses
    ) async throws -> StormFigures {
        let peers = try ClusterMeasurement.peers(files)
        try await self.register(files, genesis, peers)
        let (target, name) = (peers[0], files.validators[0])
        let handshake = try await Self.handshake(key: try files.key(files.boxes[0]), with: target)
        let payers = ClusterPayers(files: files)
        let paying = files.collectors.enumerated().map { index, collector in
            Task { await payers.pay(with: collector, at: [name], first: index) }
        }
        let pauses = Task { await Self.longestPause(of: payers) }
        var figures = StormFigures(connections: self.connections, seconds: self.seconds)
        let before = try await self.begin(name, files, processes, &figures)

        try await self.blow(at: target, handshake, name, processes, &figures)
        paying.forEach { $0.cancel() }
        for task in paying { await task.value }
        pauses.cancel()
        figures.longestPauseSeconds = await pauses.value
        try await self.end(name, before, files, processes, payers, &figures)
        return figures
    }

    private func register(_ files: ClusterFiles, _ genesis: Genesis, _ peers: [PeerAddress]) async throws {
        var zone = try ClusterZone(genesis, files: files, meters: [3])
        let load = try await ClusterLoad(key: try files.key(files.boxes[0]), peers: peers, genesis: genesis.hash)
        let following = Task { await load.follow() }
        defer { following.cancel() }
        var driver = ClusterDriver(load: load)
        try await driver.sendAll(zone.registry(), window: 16)
        await load.stop()
    }

    /// What a registered box sends to a validator's catch-up socket, from its greeting to its first question.
    private static func handshake(key: SigningKey, with target: PeerAddress) async throws -> [UInt8] {
        let tap = try HandshakeTap(to: try Self.port(target.catchUp))
        let network = try PeerNetwork(
            PeerNetworkConfiguration(
                keyPair: try key.curveKeyPair(),
                peers: [
                    PeerAddress(
                        name: target.name, key: target.key, publish: target.publish,
                        catchUp: "tcp://127.0.0.1:\(tap.port)")
                ], topics: [.tips]), allowed: [])
        try await network.start()
        _ = try await Story().wait(for: "a genuine handshake", seconds: 30) {
            try await network.request(target.key, PeerQuestion.tip.encoded(), timeout: .seconds(5))
        }
        let heard = tap.stop()
        await network.shutdown()
        return heard
    }

    private static func port(_ endpoint: String) throws -> UInt16 {
        guard let port = endpoint.split(separator: ":").last.flatMap({ UInt16($0) }) else {
            throw StepFailure(step: "\(endpoint) has a port", lastSeen: "none")
        }
        return port
    }

    private struct Before {
        let counters: NetworkCounters
        let height: UInt64
        let logLines: Int
    }

    private func begin(
        _ name: String, _ files: ClusterFiles, _ processes: ClusterProcesses, _ figures: inout StormFigures
    ) async throws -> Before {
        let usage = try await processes.usage(name)
        figures.residentBeforeKilobytes = usage.residentKilobytes
        figures.descriptorsBefore = usage.descriptors
        let report: NetworkReport = try await files.client(name).get("/api/v1/network")
        return Before(counters: report.counters, height: report.height, logLines: Self.lines(name, files))
    }

    /// All connections at once, and a look at the box's descriptors all the while.
    private func blow(
        at target: PeerAddress, _ handshake: [UInt8], _ name: String, _ processes: ClusterProcesses,
        _ figures: inout StormFigures
    ) async throws {
        let strangers = self.connections / Self.kinds
        let plain = StormConnections(
            ports: [try Self.port(target.publish), try Self.port(target.catchUp)],
            count: self.connections - strangers, seconds: self.seconds, handshake: handshake)
        let watching = Task {
            var most = 0
            while !Task.isCancelled {
                most = max(most, (try? await processes.usage(name).descriptors) ?? 0)
                try? await Task.sleep(for: .milliseconds(200))
            }
            return most
        }
        // A stranger tries both sockets.
        async let denied = StormStrangers(
            target: target, count: strangers / Channel.allCases.count, seconds: self.seconds
        ).run()
        let counts = await plain.run()
        figures.denied = try await denied
        (figures.opened, figures.notOpened) = (counts.opened, counts.notOpened)
        (figures.closedByBox, figures.leftOpen) = (counts.closedByBox, counts.leftOpen)
        watching.cancel()
        figures.descriptorsMost = await watching.value
    }

    private func end(
        _ name: String, _ before: Before, _ files: ClusterFiles, _ processes: ClusterProcesses,
        _ payers: ClusterPayers, _ figures: inout StormFigures
    ) async throws {
        let most = figures.descriptorsBefore + 4
        _ = try? await Story().wait(for: "the descriptors come back", seconds: 30) {
            try await processes.usage(name).descriptors <= most ? true : nil
        }
        let usage = try await processes.usage(name)
        figures.descriptorsAfter = usage.descriptors
        figures.residentAfterKilobytes = usage.residentKilobytes
        figures.peakKilobytes = usage.peakKilobytes
        let report: NetworkReport = try await files.client(name).get("/api/v1/network")
        figures.countedConnections = report.counters.connectionsAccepted - before.counters.connectionsAccepted
        figures.countedFailures = report.counters.handshakesFailed - before.counters.handshakesFailed
        figures.countedRefusals = report.counters.handshakesRefused - before.counters.handshakesRefused
        figures.admittedStrangers = report.counters.handshakesAdmitted - before.counters.handshakesAdmitted
        figures.logLines = Self.lines(name, files) - before.logLines
        let agreed = try await processes.agreement(seconds: 60)
        figures.casualties = await processes.casualties()
        figures.payments = await payers.final.count
        figures.lost = try await payers.lost(at: name, through: agreed.height)
        figures.foreignTransactions = try await Self.foreign(files.client(name), after: before.height)
    }

    /// How many transactions after a block are no payments.
    private static func foreign(_ client: ControlClient, after height: UInt64) async throws -> Int {
        var (count, from) = (0, height + 1)
        while true {
            let blocks: [BlockReport] = try await client.get("/api/v1/ledger/blocks?from=\(from)&count=500")
            guard let last = blocks.last else { return count }
            count += blocks.flatMap(\.transactions).count { $0.kind != "payment" }
            from = last.height + 1
        }
    }

    private static func lines(_ name: String, _ files: ClusterFiles) -> Int {
        let text = (try? String(contentsOf: files.folder.file("\(name).log"), encoding: .utf8)) ?? ""
        return text.utf8.count { $0 == UInt8(ascii: "\n") }
    }

    /// The longest time without a payment that became final, until cancelled.
    private static func longestPause(of payers: ClusterPayers) async -> Double {
        var (count, since, longest) = (0, MonotonicClock.nanoseconds, Int64(0))
        while !Task.isCancelled {
            let now = MonotonicClock.nanoseconds
            longest = max(longest, now - since)
            let final = await payers.final.count
            if final > count { (count, since) = (final, now) }
            try? await Task.sleep(for: .milliseconds(20))
        }
        return Double(longest) / 1e9
    }
}
