import Foundation
import Identity
import Ledger
import Metering

/// The files of validators and followers on one machine: keys, genesis, configurations; no lines.
struct ClusterFiles: Sendable {
    let folder: MeasureFolder
    let validators: [String]
    let followers: [String]
    /// Boxes whose readings the measurement makes, and collectors whose payments it makes.
    let boxes: [String]
    let collectors: [String]
    let endpoints: [String: DemonstrationPlan.Endpoints]
    /// Nil where all meet on the loopback.
    let network: NamespaceNetwork?

    /// How long transactions wait for others, in seconds.
    var batchSeconds = 0
    /// How long followers wait for more blocks, in seconds.
    var gatherSeconds = 0
    /// How long ago the chain begins: readings of so many seconds can be sent at once.
    let historySeconds: Int64

    /// - Parameter isNetworked: each replica in a network namespace of its own, see ``NamespaceNetwork``.
    init(
        folder: MeasureFolder, validators: Int, followers: Int, boxes: Int = 0, collectors: Int = 0,
        historySeconds: Int64 = 60 * 86_400, isNetworked: Bool = false
    ) throws {
        self.folder = folder
        self.historySeconds = historySeconds
        self.validators = (1...validators).map { "validator-\($0)" }
        self.followers = followers > 0 ? (1...followers).map { "follower-\($0)" } : []
        self.boxes = boxes > 0 ? (1...boxes).map { "meters-\($0)" } : []
        self.collectors = collectors > 0 ? (1...collectors).map { "collector-\($0)" } : []
        self.network = isNetworked ? try NamespaceNetwork(self.validators + self.followers) : nil
        self.endpoints =
            try self.network?.endpoints(self.validators) ?? DemonstrationFiles.endpoints(self.validators)
    }

    var replicas: [String] { self.validators + self.followers }

    func key(_ name: String) throws -> SigningKey { try KeyFile.read(self.folder.file("keys/\(name).key")) }

    func client(_ replica: String) -> ControlClient { ControlClient(socket: self.folder.file("\(replica).sock")) }

    /// Writes everything; gives the genesis.
    func write() throws -> Genesis {
        let members =
            [("utility", "registrar")] + self.validators.map { ($0, "validator") }
            + (self.followers + self.boxes).map { ($0, "box") } + self.collectors.map { ($0, "collector") }
        for (name, _) in members { _ = try KeyFile.generate(at: self.folder.file("keys/\(name).key")) }
        let now = UTCTime(milliseconds: Int64(Date().timeIntervalSince1970 * 1000))
        // One clock that all trust, whatever this machine's own is worth.
        try self.folder.put("clock.yaml", ClockFile.text(origin: now, anchor: now, scale: 1))
        let principals = members.map { "  - {label: \($0), key_file: keys/\($0).key.pub, roles: [\($1)]}" }
        try self.folder.put(
            "zone.yaml",
            "zone: measurement\ntime: \(now.adding(seconds: -self.historySeconds).floored(toMultipleOf: 900))\n"
                + "policy: {collector_watermark: 0s}\nprincipals:\n" + principals.joined(separator: "\n") + "\n")
        _ = try Setup.makeGenesis(zone: self.folder.file("zone.yaml"), out: self.folder.file("genesis.cbor"))
        try self.configureValidators()
        for (index, name) in self.followers.enumerated() { try self.configure(name, peers: self.upstream(index)) }
        return try GenesisDocument.readEncoded(self.folder.file("genesis.cbor"))
    }

    /// Writes the validators' configurations, each with all others as its peers.
    func configureValidators() throws {
        for name in self.validators { try self.configure(name, peers: self.validators.filter { $0 != name }) }
    }

    /// Two validators, others for each follower.
    private func upstream(_ follower: Int) -> [String] {
        let count = self.validators.count
        return count < 2
            ? self.validators : [self.validators[2 * follower % count], self.validators[(2 * follower + 1) % count]]
    }

    /// Writes a replica's configuration; validators listen.
    func configure(_ name: String, peers: [String]) throws {
        let listen = self.endpoints[name].map { "  publish: \"\($0.publish)\"\n  catch_up: \"\($0.catchUp)\"\n" } ?? ""
        let links = peers.compactMap { peer in
            self.endpoints[peer].map { place in
                "    - {name: \(peer), key_file: keys/\(peer).key.pub, publish: \"\(place.publish)\", "
                    + "catch_up: \"\(place.catchUp)\"}\n"
            }
        }
        try self.folder.put(
            "\(name).yaml",
            """
            name: \(name)
            genesis: genesis.cbor
            key: keys/\(name).key
            data: \(name)
            control: \(name).sock
            page: off
            clock: clock.yaml
            batch: \(self.batchSeconds)s
            network:
              gather: \(self.gatherSeconds)s
            \(listen)  peers:
            \(links.joined())
            """)
    }
}
