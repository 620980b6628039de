import Contract
import FieldBus
public import Foundation
import Glibc
import Metering
import Platform
import Storage

/// `gridtally doctor`: looks at everything that can be looked at, with the service and without it.
public struct Doctor: Sendable {
    /// What was seen, beside the report: for a support bundle.
    struct Findings: Sendable {
        var report: DoctorReport
        var status: StatusReport?
        var statistics: [BusStatisticsReport] = []
        var health: [DeviceHealthReport] = []
    }

    private static let standardSocket = "/run/gridtally/control.sock"

    let file: URL
    /// Nil: that of the configuration, else the installed one.
    let socket: URL?

    public init(configuration file: URL, socket: URL?) { (self.file, self.socket) = (file, socket) }

    public func report() async -> DoctorReport { await self.examine().report }

    func examine() async -> Findings {
        var checks: [DoctorCheck] = []
        var configuration: BoxConfiguration?
        do {
            configuration = try BoxConfiguration(contentsOf: self.file)
        } catch {
            checks.append(.fault(.configuration, "\(error)", "Correct \(self.file.path)."))
        }
        checks += configuration.map { self.files($0) } ?? []
        let socket = self.socket ?? configuration?.control ?? URL(fileURLWithPath: Self.standardSocket)
        let client = ControlClient(socket: socket)
        var seen = Findings(
            report: DoctorReport(name: nil, time: "", isServiceReachable: false, checks: []))
        checks += await self.service(client, &seen, configuration)
        if let configuration { checks += await self.machine(configuration, seen) }
        seen.report = DoctorReport(
            name: configuration?.name ?? seen.status?.name, time: "\(Self.now)",
            isServiceReachable: seen.status != nil, checks: checks)
        return seen
    }

    static var now: UTCTime { UTCTime(milliseconds: RealtimeClock.nanoseconds / 1_000_000_000 * 1000) }

    // MARK: Files

    private func files(_ configuration: BoxConfiguration) -> [DoctorCheck] {
        var checks: [DoctorCheck] = []
        func look(_ advice: String, _ body: () throws -> Void) {
            do {
                try body()
            } catch {
                checks.append(.fault(.configuration, "\(error)", advice))
            }
        }
        look("Copy the zone's genesis file to \(configuration.genesis.path).") {
            _ = try GenesisDocument.readEncoded(configuration.genesis)
        }
        if geteuid() != 0, access(configuration.key.path, F_OK) == 0, access(configuration.key.path, R_OK) != 0 {
            checks.append(.skipped(.configuration, "\(configuration.key.path): only the service's user may read it"))
        } else {
            look("Restore the box's key, or make one with `gridtally keygen` and have it registered.") {
                _ = try KeyFile.read(configuration.key)
            }
        }
        if !configuration.buses.isEmpty {
            look("Correct the device or its profile.") {
                let plan = BusPlan(
                    configuration: configuration, profiles: try ProfileFolder.read(configuration.profiles))
                _ = try plan.buses()
            }
        }
        if checks.allSatisfy({ $0.status == .skipped }) {
            let devices = configuration.buses.reduce(0) { $0 + $1.devices.count }
            checks.append(
                .ok(
                    .configuration,
                    "\(self.file.path) is valid; buses: \(configuration.buses.count), devices: \(devices)"))
        }
        return checks
    }

    // MARK: The service

    private func service(
        _ client: ControlClient, _ seen: inout Findings, _ configuration: BoxConfiguration?
    ) async -> [DoctorCheck] {
        do {
            let status: StatusReport = try await client.get("/api/v1/status")
            seen.status = status
            let statistics: [BusStatisticsReport] = try await client.get("/api/v1/buses/statistics")
            seen.statistics = statistics
            let health: [DeviceHealthReport] = try await client.get("/api/v1/devices/health")
            seen.health = health
            let relays: RelaysReport = try await client.get("/api/v1/relays")
            return DoctorJudge.service(status)
                + DoctorJudge.running(
                    status, statistics, health, relays, heartbeat: configuration?.heartbeatSeconds ?? 60)
        } catch let error as ControlError {
            if case .notReachable = error, seen.status == nil {
                return [
                    .fault(
                        .service, "\(error)",
                        "Start it with `systemctl start gridtally`, and see why it ended in `journalctl -u gridtally`."),
                    .skipped(.buses, "only the running service knows how its lines do"),
                ]
            }
            return [.fault(.service, "\(error)", "Restart the service with the installed version.")]
        } catch {
            return [.fault(.service, "\(error)", "Restart the service.")]
        }
    }

    // MARK: The machine

    private func machine(_ configuration: BoxConfiguration, _ seen: Findings) async -> [DoctorCheck] {
        var checks = DoctorJudge.disk(DiskFacts(of: configuration.data))
        do {
            let ports = try PortsListing.report(configuration: self.file)
            checks += DoctorJudge.ports(ports, isServiceRunning: seen.status != nil)
        } catch {
            checks.append(.skipped(.ports, "\(error)"))
        }
        var tip = seen.status.flatMap { UTCTime(rfc3339: $0.tipTime) }
        if seen.status == nil {
            let (check, time) = await self.storedChain(configuration)
            checks.append(check)
            tip = time
        }
        let chain = seen.status.flatMap { UTCTime(rfc3339: $0.chainTime) }
        return checks
            + DoctorJudge.clock(
                ClockFacts(), isScaled: !configuration.clock.isSystem,
                chainSeconds: chain.map { $0.milliseconds / 1000 },
                tipSeconds: tip.map { $0.milliseconds / 1000 })
    }

    /// Opening reads the last blocks back, and the state under the newest one's root.
    private func storedChain(_ configuration: BoxConfiguration) async -> (DoctorCheck, UTCTime?) {
        let path = configuration.data.appendingPathComponent(ChainStore.fileName).path
        guard access(path, F_OK) == 0 else {
            return (.skipped(.chain, "there is no chain yet in \(configuration.data.path)"), nil)
        }
        do {
            let genesis = try GenesisDocument.readEncoded(configuration.genesis)
            let store = try await ChainStore.open(
                directory: configuration.data.path, genesis: genesis, access: .readOnly)
            let state = try await store.loadContract()
            try await store.close()
            return (
                .ok(
                    .chain,
                    "block \(state.height) of \(state.time); the last blocks and the state are whole "
                        + "(`gridtally ledger verify` checks all)"), state.time
            )
        } catch let error as StorageError {
            guard case .damaged = error else {
                return (.warning(.chain, "\(error)", "Look again as the service's user."), nil)
            }
            return (
                .fault(.chain, "\(error)", "Move the file aside, and let the box fetch the chain from its peers."), nil
            )
        } catch {
            return (.skipped(.chain, "\(error)"), nil)
        }
    }
}
