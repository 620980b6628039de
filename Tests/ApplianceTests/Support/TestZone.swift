import Appliance
import Foundation
import Platform
import Testing

/// A zone in a folder: keys, genesis, clock and the configurations of its boxes.
///
/// `utility` registers and `bank` collects; the caller names the others. Everything speaks over the loopback.
final class TestZone: Sendable {
    let folder: TemporaryFolder
    let publish: String
    let catchUp: String
    /// Where boxes of ``connect(_:listens:peers:isRelay:)`` listen.
    private let places = Guarded([String: (publish: String, catchUp: String)]())

    /// - Parameters:
    ///   - members: label and roles of each further principal.
    ///   - scale: chain seconds in a real second.
    ///   - policy: entries of the zone's policy, on one line.
    init(
        _ members: [(label: String, roles: String)], scale: Int = 450,
        policy: String = "illustrative: true, collector_watermark: 0s"
    ) throws {
        self.folder = try TemporaryFolder()
        self.publish = "tcp://127.0.0.1:\(try freePort())"
        self.catchUp = "tcp://127.0.0.1:\(try freePort())"
        let all = [("utility", "registrar, regulator"), ("bank", "collector")] + members
        for (label, _) in all { _ = try Setup.makeKey(at: self.folder.file("keys/\(label).key")) }
        let principals = all.map { label, roles in
            "  - {label: \(label), key_file: keys/\(label).key.pub, roles: [\(roles)]}"
        }
        try self.folder.write("zone.yaml", Self.head(policy) + principals.joined(separator: "\n") + "\n")
        _ = try Setup.makeGenesis(zone: self.folder.file("zone.yaml"), out: self.folder.file("genesis.cbor"))
        try self.folder.write(
            "clock.yaml", "origin: \(Self.origin)\nanchor: \(Date.now.ISO8601Format())\nscale: \(scale)\n")
    }

    /// Monday, six o'clock in India.
    private static let origin = "2026-01-05T00:30:00Z"
    private static func head(_ policy: String) -> String {
        """
        zone: test
        time: 2026-01-05T00:00:00Z
        demonstration: true
        policy: {\(policy)}
        principals:

        """
    }

    /// Writes a box's configuration.
    ///
    /// - Parameters:
    ///   - follows: a follower of `substation`; without it, the box that others follow.
    ///   - peers: of a follower, before `substation`.
    ///   - snapshotAfter: of a follower: blocks behind from which it takes a snapshot.
    ///   - more: further lines of the file.
    func configure(
        _ label: String, follows: Bool = false, peers: [String] = [], snapshotAfter: Int? = nil,
        profiles: URL = Executable.profiles, _ more: String = ""
    ) throws {
        let all = peers + [Self.peer("substation", publish: self.publish, catchUp: self.catchUp)]
        let snapshot = snapshotAfter.map { "snapshot_after: \($0), " } ?? ""
        try self.configure(
            label,
            network: follows
                ? "\(snapshot)peers: [\(all.joined(separator: ", "))]"
                : "publish: \"\(self.publish)\", catch_up: \"\(self.catchUp)\"",
            profiles: profiles, more)
    }

    /// Writes the configuration of a box that listens at a place of its own or nowhere, and connects to some others.
    func connect(_ label: String, listens: Bool = true, peers: [String], isRelay: Bool = false) throws {
        let own = try self.place(of: label)
        let links = try peers.map { peer in
            let place = try self.place(of: peer)
            return Self.peer(peer, publish: place.publish, catchUp: place.catchUp)
        }
        let listen = listens ? "publish: \"\(own.publish)\", catch_up: \"\(own.catchUp)\", " : ""
        try self.configure(
            label, network: "\(listen)\(isRelay ? "relay: true, " : "")peers: [\(links.joined(separator: ", "))]")
    }

    private func place(of label: String) throws -> (publish: String, catchUp: String) {
        if let place = self.places.withLock({ $0[label] }) { return place }
        let place = ("tcp://127.0.0.1:\(try freePort())", "tcp://127.0.0.1:\(try freePort())")
        self.places.withLock { $0[label] = place }
        return place
    }

    /// Writes a box's configuration with what stands under `network`.
    func configure(
        _ label: String, network: String, profiles: URL = Executable.profiles, _ more: String = ""
    ) throws {
        try self.folder.write(
            "\(label).yaml",
            """
            name: \(label)
            genesis: genesis.cbor
            key: keys/\(label).key
            data: \(label)
            control: \(label).sock
            clock: clock.yaml
            profiles: "\(profiles.path)"
            heartbeat: 5m
            collection: 6m
            network: {\(network)}
            \(more)
            \(more.contains("page:") ? "" : "page: off")

            """)
    }

    /// A peer, as it stands in a configuration.
    static func peer(_ label: String, publish: String, catchUp: String) -> String {
        "{name: \(label), key_file: keys/\(label).key.pub, publish: \"\(publish)\", catch_up: \"\(catchUp)\"}"
    }

    /// Starts the service of a box; it may not answer yet.
    func launch(_ label: String) throws -> Service {
        let child = try Child(
            Executable.file, ["run", "--config", "\(label).yaml"], folder: self.folder.url,
            log: self.folder.file("\(label).log"))
        return Service(child: child, client: ControlClient(socket: self.folder.file("\(label).sock")))
    }

    /// Starts the service of a box and waits until it answers.
    func start(_ label: String) async throws -> Service {
        let service = try self.launch(label)
        try await service.answers()
        return service
    }

    /// Runs a command in the zone's folder.
    func gridtally(_ arguments: String...) async throws -> CommandResult { try await self.gridtally(arguments) }

    func gridtally(_ arguments: [String]) async throws -> CommandResult {
        try await run(Executable.file, arguments, in: self.folder.url)
    }

    /// Adds a registry file's content to the zone through a box.
    func register(_ text: String, through label: String = "substation") async throws -> CommandResult {
        try self.folder.write("registry.yaml", text)
        return try await self.gridtally(
            "registry", "apply", "registry.yaml", "--key", "keys/utility.key", "--socket", "\(label).sock", "--json")
    }

    /// A tariff, one transformer, and an account and a meter for each label of `meters`.
    static func registry(
        meters: [(label: String, serial: String)], box: String = "substation", disconnect: Bool = false,
        tariff: URL = Executable.profiles.appending(path: "tariffs/rajasthan-domestic.yaml")
    ) throws -> String {
        let label = try #require(TariffCheck(tariff).label)
        let points = meters.map { "  - {label: P-\($0.label), kind: service_point, parent: transformer}" }
        let accounts = meters.map { "  - {label: A-\($0.label), tariff: \(label)}" }
        let entries = meters.map {
            "  - {label: \($0.label), serial: \"\($0.serial)\", node: P-\($0.label), box: \(box), "
                + "account: A-\($0.label), purpose: consumes, disconnect: \(disconnect)}"
        }
        return """
            tariffs:
              - {file: "\(tariff.path)"}
            nodes:
              - {label: feeder, kind: feeder}
              - {label: transformer, kind: transformer, parent: feeder}
            \(points.joined(separator: "\n"))
            accounts:
            \(accounts.joined(separator: "\n"))
            meters:
            \(entries.joined(separator: "\n"))

            """
    }
}

/// A running `gridtally run`.
struct Service: Sendable {
    let child: Child
    let client: ControlClient

    func status() async throws -> StatusReport { try await self.client.get("/api/v1/status") }

    @discardableResult
    func answers() async throws -> StatusReport {
        try await wait(for: "an answer of the service") {
            if let code = self.child.exitCode { throw Ended(code: code, errors: self.child.errors) }
            return try await self.status()
        }
    }

    func meter(_ label: String) async throws -> MeterReport? {
        let meters: [MeterReport] = try await self.client.get("/api/v1/meters?meter=\(label)")
        return meters.first
    }

    func events() async throws -> [EventReport] { try await self.client.get("/api/v1/events?count=10000") }

    /// Waits until a meter's register is on the chain.
    func register(of meter: String, where isWanted: (RegisterReport) -> Bool = { _ in true }) async throws
        -> RegisterReport
    {
        try await wait(for: "a register of \(meter)") {
            try await self.meter(meter)?.registers.first.flatMap { isWanted($0) ? $0 : nil }
        }
    }

    struct Ended: Error, CustomStringConvertible {
        let code: Int32
        let errors: String
        var description: String { "the service ended with \(self.code): \(self.errors)" }
    }
}
