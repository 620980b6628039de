import Consensus
import Contract
import DeviceProfiles
import Enforcement
import FieldBus
public import Foundation
import Glibc
import Identity
import Ledger
import Logging
import Metering
import PeerNetwork
import Platform
import Storage

/// `gridtally run`: everything that a box does, wired together.
public enum BoxProcess {
    /// Runs until SIGTERM or SIGINT.
    public static func run(configuration file: URL) async throws {
        // Owner and group only, for the files and for the socket from the moment it exists.
        umask(0o007)
        // Until it is listened to, a reload must not end the service.
        signal(SIGHUP, SIG_IGN)
        let isSmall = ProcessMemory.keepSmall()
        let configuration = try BoxConfiguration(contentsOf: file)
        let log = ProcessLog.make(configuration.name)
        if !isSmall { log.warning("the C library does not let the heap be kept small: this service takes more memory") }
        let chain = try await ChainParts.open(configuration, log: log)
        let plan = BusPlan(
            configuration: configuration, profiles: try Self.profiles(configuration))
        let learned = LearnedMapFile(folder: configuration.data)
        if let notice = learned.notice { log.warning("\(notice)") }
        let buses = try Self.buses(plan, learned)
        let outbox = OutboxSubmitter(
            node: chain.node, box: chain.box, collectionSeconds: configuration.collectionSeconds, log: log)
        let office = EnforcementOffice(
            chain: chain.node, box: chain.box, outbox: outbox, tags: TagStore(data: configuration.data),
            clock: configuration.clock,
            meters: configuration.buses.reduce(0) { $0 + $1.devices.count { $0.meter != nil } }, log: log)
        let losses = try Self.losses(plan, chain.node, outbox, office, log)
        let service = BoxService(
            plan: plan, buses: buses, node: chain.node, outbox: outbox, office: office, clock: configuration.clock,
            losses: losses?.feed, log: log)
        let looked = Guarded(try plan.lookedMeters(buses))
        let reload = ConfigurationReload(
            file: file, service: service, node: chain.node, outbox: outbox, office: office, looked: looked, log: log)
        let reports = ReportMaker(
            name: configuration.name, node: chain.node, store: chain.store, box: service, outbox: outbox,
            reload: reload, links: chain.links, losses: losses)
        let routes = APIRoutes(
            reports: reports, lending: LineLending(box: service),
            desk: SwitchingDesk(
                office: office, genesis: chain.node.genesisHash, buses: configuration.buses.map(\.name),
                looked: looked
            ) { await service.drivers })
        let server = ControlServer(socket: configuration.control, routes: routes, log: log)
        Watchdog.ready()
        try await Parts.run(
            [
                Part(name: "peers") { await chain.links.run(chain.node) },
                Part(name: "allow-list") { await chain.links.follow(chain.node) },
                Part(name: "control") { try await server.run() },
                Part(name: "chain") { try await chain.node.run() },
                Part(name: "outbox") { try await outbox.run() },
                Part(name: "evidence") { await outbox.reportEvidence() },
                Part(name: "box") { try await service.run() },
                Part(name: "reload") { await reload.run() },
                Part(name: "watchdog") { await Watchdog.run() },
            ] + (losses.map { losses in [Part(name: "losses") { await losses.run() }] } ?? [])
                + (configuration.page.map { PageParts.parts(routes, $0, log) } ?? []), log: log)
        await chain.network.shutdown()
    }

    /// Nil where nothing is watched for losses.
    private static func losses(
        _ plan: BusPlan, _ node: ChainNode, _ outbox: OutboxSubmitter, _ office: EnforcementOffice, _ log: Logger
    ) throws -> LossWatch? {
        let configuration = plan.configuration
        guard !configuration.lossDetection.isEmpty else { return nil }
        let seen = try plan.balancedQuantities()
        let pause = LossPause(office: office, configuration)
        let clock = configuration.clock
        let desk = FindingDesk(
            chain: node, principal: { await node.principal }, outbox: outbox,
            evidence: EvidenceFolder(data: configuration.data))
        return LossWatch(
            try configuration.lossDetection.map { try WatchedGrid($0, seen: seen) }, data: configuration.data,
            isClockSure: { office.networkTime() != nil }, now: { UTCTime(milliseconds: clock.nowMilliseconds) },
            paused: { await pause.places(of: $0) }, desk: desk, log: log)
    }

    private static func profiles(_ configuration: BoxConfiguration) throws -> ProfileCatalog {
        configuration.buses.isEmpty ? try ProfileCatalog(files: []) : try ProfileFolder.read(configuration.profiles)
    }

    private static func buses(_ plan: BusPlan, _ learned: LearnedMapFile) throws -> [String: Bus] {
        var buses: [String: Bus] = [:]
        for var configuration in try plan.buses() {
            configuration.learnedMaps = learned
            buses[configuration.name] = try Bus(configuration: configuration)
        }
        return buses
    }
}
