import Contract
import Foundation
import Identity
import Ledger
import Metering
import Platform
import StatusPage
import Storage

/// Makes what the pages show from what the box reports.
struct ViewMaker: Sendable {
    let reports: ReportMaker
    let desk: SwitchingDesk
    let history: BalanceHistory
    let heartbeatSeconds: Int64
    /// Alarms take many questions: they are looked at again after some seconds.
    private let kept = Guarded<(alarms: [AlarmView], nanoseconds: Int64)?>(nil)
    private static let keptNanoseconds: Int64 = 5_000_000_000

    init(reports: ReportMaker, desk: SwitchingDesk, history: BalanceHistory) {
        (self.reports, self.desk, self.history) = (reports, desk, history)
        self.heartbeatSeconds = reports.configuration.heartbeatSeconds
    }

    func context(
        _ language: Language, path: String, person: SignedInPerson?
    ) async -> PageContext {
        let genesis = await self.reports.node.snapshot().genesis
        return PageContext(
            language: language, box: self.reports.name, zone: genesis.zone,
            offsetMinutes: genesis.timeZoneOffsetMinutes, now: await self.reports.node.chainNow, path: path,
            person: person.map { "\($0.name) (\($0.label))" })
    }

    // MARK: Alarms

    /// The worst first.
    func alarms() async throws -> [AlarmView] {
        let now = MonotonicClock.nanoseconds
        if let kept = self.kept.withLock({ $0 }), now - kept.nanoseconds < Self.keptNanoseconds { return kept.alarms }
        let status = try await self.reports.status()
        let checks = DoctorJudge.running(
            status, try await self.reports.statistics(bus: nil), await self.reports.health(), await self.desk.relays(),
            heartbeat: self.heartbeatSeconds)
        let alarms = checks.compactMap { AlarmView($0) }.sorted { $0.isFault && !$1.isFault }
        self.kept.withLock { $0 = (alarms, now) }
        return alarms
    }

    // MARK: Buses

    func buses() async throws -> [BusView] { try await self.reports.statistics(bus: nil).map { BusView($0) } }

    func bus(_ name: String) async throws -> BusView? {
        try await self.reports.statistics(bus: name).first.map { BusView($0) }
    }

    func frames(_ bus: String, _ unit: UInt64) async throws -> FramesView {
        FramesView(try await self.reports.why(bus: bus, unit: unit))
    }

    // MARK: Ledger

    func ledger() async throws -> LedgerView {
        let status = try await self.reports.status()
        let validators = try await self.reports.validators(blocks: 100)
        let blocks = try await self.reports.blocks(from: nil, count: 20).reversed()
        return LedgerView(
            height: status.height, tipTime: UTCTime(rfc3339: status.tipTime),
            tipAgeSeconds: status.tipAgeSeconds, tipHash: status.tipHash, stateRoot: status.stateRoot,
            genesisHash: status.genesisHash, isValidator: status.role == "validator", quorum: validators.quorum,
            outbox: status.outbox, validators: validators.validators.map { ValidatorView($0) },
            peers: await self.reports.network().peers.map { PeerView($0) }, blocks: blocks.map { BlockView($0) })
    }
}

extension AlarmView {
    /// Nil where all is well, or nothing could be looked at.
    init?(_ check: DoctorCheck) {
        guard check.status == .fault || check.status == .warning else { return nil }
        let link: String? =
            switch check.area {
            case .buses, .devices, .ports: "/buses"
            case .chain, .peers, .outbox: "/ledger"
            case .relays: "/"
            case .configuration, .disk, .service, .clock, .memory: nil
            }
        self.init(
            isFault: check.status == .fault, place: check.area.rawValue, link: link, text: check.evidence,
            advice: check.advice)
    }

    init(_ finding: StatisticsFinding) {
        self.init(
            isFault: finding.isFault, place: finding.device ?? finding.bus, link: nil, text: finding.text,
            advice: finding.advice)
    }
}

extension BusView {
    init(_ report: BusStatisticsReport) {
        self.init(
            name: report.name, port: report.port, isOpen: report.state == "open", state: report.state,
            usedShare: report.usedShare,
            devices: report.units.sorted { ($0.unit, $0.device) < ($1.unit, $1.device) }.map { BusDeviceView($0) },
            latency: report.latency.map { LatencyView($0) }, findings: report.findings.map { AlarmView($0) })
    }
}

extension BusDeviceView {
    init(_ report: UnitStatisticsReport) {
        self.init(
            name: report.device, unit: report.unit, profile: report.profile, meter: report.meter,
            isCommunicating: report.isCommunicating, transactions: report.counts.transactions,
            timeOuts: report.counts.timeOuts, damagedAnswers: report.counts.damagedAnswers,
            exceptions: report.counts.exceptions, latencyP99: report.counts.latency?.p99)
    }
}

extension LatencyView {
    init(_ report: LatencyReport) {
        self.init(
            count: report.count, p50: report.p50, p99: report.p99, most: report.max,
            buckets: report.buckets.map { Bucket(from: $0.from, to: $0.to, count: $0.count) })
    }
}

extension FramesView {
    init(_ report: WhyReport) {
        self.init(
            bus: report.bus, unit: report.unit, device: report.device, summary: report.summary, advice: report.advice,
            exchanges: report.exchanges.reversed().map { story in
                Exchange(
                    time: story.time, question: story.question, sent: story.sent, heard: story.heard,
                    verdict: ([story.verdict] + story.reasons).joined(separator: "; "),
                    isGood: story.outcome == "answered")
            })
    }
}

extension ValidatorView {
    init(_ report: ValidatorReport) {
        self.init(
            label: report.label, isThisBox: report.isThisBox, signed: report.signed,
            certificates: report.certificates, behind: report.blocksBehind)
    }
}

extension PeerView {
    init(_ report: PeerLinkReport) {
        self.init(
            name: report.label ?? report.name,
            isConnected: report.publishIsUp || report.catchUpIsUp || report.direction == "inward",
            height: report.height, problem: report.lastProblem)
    }
}

extension BlockView {
    init(_ report: BlockReport) {
        self.init(
            height: report.height, time: UTCTime(rfc3339: report.time),
            energy: report.transactions.count { $0.ledger == "energy" },
            payments: report.transactions.count { $0.ledger != "energy" }, signers: report.signers.count,
            hash: report.hash, energyRoot: report.energyRoot, paymentRoot: report.paymentRoot)
    }
}
