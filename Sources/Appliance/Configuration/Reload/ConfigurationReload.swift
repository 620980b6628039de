import Contract
import DeviceProfiles
import FieldBus
import Foundation
import Logging
import Metering
import Platform
import UnixSignals

/// Reads the configuration again at every SIGHUP, and lets the running service take over what it can.
///
/// A file that is not right changes nothing. What waits for a restart is told by the log, `gridtally status` and
/// `gridtally doctor` until it is in force.
actor ConfigurationReload {
    private let file: URL
    private let service: BoxService
    private let node: ChainNode
    private let outbox: OutboxSubmitter
    private let office: EnforcementOffice
    private let looked: Guarded<[LookedMeter]>
    private let log: Logger
    /// Nil before the first reload.
    private(set) var report: ConfigurationReport?

    init(
        file: URL, service: BoxService, node: ChainNode, outbox: OutboxSubmitter, office: EnforcementOffice,
        looked: Guarded<[LookedMeter]>, log: Logger
    ) {
        (self.file, self.service, self.node, self.outbox) = (file, service, node, outbox)
        (self.office, self.looked, self.log) = (office, looked, log)
    }

    /// Runs until cancelled.
    func run() async {
        for await _ in await UnixSignalsSequence(trapping: .sighup) { await self.reload() }
    }

    private func reload() async {
        let now = "\(UTCTime(milliseconds: RealtimeClock.nanoseconds / 1_000_000_000 * 1000))"
        do {
            let next = try ReloadPlan(self.service.plan, file: self.file)
            try await self.adopt(next)
            self.report = ConfigurationReport(
                readAt: now, problem: nil, applied: next.applied.map { "\($0)" }, waiting: next.waiting)
            self.tell(next)
        } catch {
            self.log.error("\(self.file.path) is not taken over, and what was in force stays so: \(error)")
            self.report = ConfigurationReport(
                readAt: now, problem: "\(error)", applied: [], waiting: self.report?.waiting ?? [])
        }
    }

    private func adopt(_ next: ReloadPlan) async throws {
        let configuration = next.plan.configuration
        let looked = try next.plan.lookedMeters(self.service.buses)
        try await self.service.adopt(next.plan, lines: next.lines)
        self.looked.withLock { $0 = looked }
        await self.office.watch(meters: looked.count)
        await self.outbox.collect(forSeconds: configuration.collectionSeconds)
        await self.node.gather(
            for: configuration.network.gatherSeconds * 1_000_000_000 / configuration.clock.scale)
    }

    private func tell(_ next: ReloadPlan) {
        for difference in next.applied { self.log.notice("now in force: \(difference)") }
        for line in next.lines { self.log.notice("bus \(line.name) goes on as the file says now") }
        for text in next.waiting { self.log.warning("changed in the file, in force after a restart: \(text)") }
        if next.applied.isEmpty, next.lines.isEmpty, next.waiting.isEmpty {
            self.log.notice("\(self.file.path) was read again: nothing is changed")
        }
    }
}
