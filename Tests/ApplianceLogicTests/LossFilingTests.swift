import Contract
import Foundation
import Identity
import Ledger
import Metering
import Storage
import TestSupport
import Testing

@testable import Appliance
@testable import LossDetection

/// What the watch finds goes on the chain, and what is found on site comes back.
@Suite struct LossFilingTests {
    @Test func `a finding is filed once, without names for all but vigilance, and a refuted one is held back`()
        async throws
    {
        let feeder = try WatchedFeeder()
        defer { feeder.folder.remove() }
        let chain = try WatchedChain(time: feeder.end, reading: "N1")
        let log = KeptLog()
        let watch = try feeder.watch(log, desk: chain.desk(data: feeder.folder.url))
        await feeder.run(watch, feeder.samples)
        let judgement = try #require(await watch.grids.first?.alarm.judgement)
        let filings = await chain.takeFilings()
        let filing = try #require(filings.last)
        #expect(filings.count == Self.told(log) && filing.kind == FindingKind(judgement.kind) && !filing.isOver)
        try await chain.book(filings.map { .fileFinding($0) })
        let finding = try #require(await chain.state.findings.first)
        #expect(
            finding.isOpen && finding.quantity > 0
                && finding.filed?.phase == judgement.phase.map { UInt8($0.rawValue + 1) })

        // The evidence is there under its hash, and only vigilance reads whom to look at.
        let evidence = feeder.folder.url.appending(path: "evidence/\(filing.evidence.hex).json")
        #expect(Digest.sha256(Array(try Data(contentsOf: evidence))) == filing.evidence)
        let note = try #require(filing.sealed.first)
        #expect(filing.sealed.count == 1 && note.recipient == WatchedChain.vigilance)
        let opened = try #require(try chain.vigilanceKey.open(sealed: note.bytes))
        let list = try SuspectList(decoding: opened)
        let labels = try #require(await watch.grids.first?.labels)
        let first = try #require(list.suspects.first?.meter)
        #expect(labels.houses.contains(first))
        #expect(list.evidence == filing.evidence)
        #expect(try chain.boxKey.open(sealed: note.bytes) == nil)

        // Days later it is revised, and nothing is filed that is there already.
        await feeder.run(try feeder.watch(log, desk: chain.desk(data: feeder.folder.url)), [])
        let revised = await chain.takeFilings()
        #expect(revised.count == 1 && revised[0].through == judgement.time && revised[0].kind == filing.kind)
        try await chain.book(revised.map { .fileFinding($0) })
        await feeder.run(try feeder.watch(log, desk: chain.desk(data: feeder.folder.url)), [])
        #expect(await chain.takeFilings().isEmpty)
        #expect(await chain.state.findings.count == 1)

        // A crew was there and found nothing: the like waits until it weighs twice as much.
        try await chain.refute(0)
        let after = try feeder.watch(log, desk: chain.desk(data: feeder.folder.url))
        await feeder.run(after, [])
        #expect(await chain.takeFilings().isEmpty)
        let report = try #require(await after.reports(node: "N1").first)
        #expect(report.isHeldBack && report.text.contains("0 confirmed a finding, 1 refuted one"))
    }

    private static func told(_ log: KeptLog) -> Int { log.lines.count { $0.contains("loss at N1") } }

    /// Twenty days in which 2 % are lost, beside a little noise.
    private func keepBalances(_ feeder: WatchedFeeder) async throws {
        var random = SeededGenerator(seed: 3)
        let end = feeder.end.floored(toMultipleOf: 900)
        let (store, _) = try await TelemetryStore.open(directory: feeder.folder.url.path)
        try await store.keep(
            balances: (0..<(20 * 96)).map { interval in
                let delivered = Int64.random(in: 1500...2500, using: &random)
                let metered = delivered * 98 / 100 + Int64.random(in: -2...2, using: &random)
                return (
                    "N1",
                    BalancedInterval(
                        end: end.adding(seconds: -900 * Int64(20 * 96 - interval)), delivered: delivered,
                        metered: metered)
                )
            })
        try await store.close()
    }

    @Test func `a node's own weeks sharpen its public balance, once, and not while a finding is open`() async throws {
        let feeder = try WatchedFeeder(days: 7)
        defer { feeder.folder.remove() }
        try await self.keepBalances(feeder)
        let chain = try WatchedChain(time: feeder.end, reading: "N1")
        let log = KeptLog()
        let watch = try feeder.watch(log, desk: chain.desk(data: feeder.folder.url))
        await feeder.run(watch, [])
        let models = await chain.takeModels()
        let says = await watch.calibrations["N1"]?.says
        #expect(says == nil, "\(says ?? "")")
        let model = try #require(models.first)
        #expect(models.count == 1 && model.loss.isWithin(WatchedChain.registered) && model.intervals > 1800)
        #expect(model.loss.threshold < WatchedChain.registered.threshold && model.loss.basisPoints > 100)
        let evidence = feeder.folder.url.appending(path: "evidence/\(model.evidence.hex).json")
        #expect(Digest.sha256(Array(try Data(contentsOf: evidence))) == model.evidence)
        try await chain.book([.lossModel(model)])
        await feeder.run(try feeder.watch(log, desk: chain.desk(data: feeder.folder.url)), [])
        #expect(await chain.takeModels().isEmpty)

        let other = try WatchedChain(time: feeder.end, reading: "N1")
        try await other.book([
            .fileFinding(
                FileFinding(
                    node: NodeID(0), kind: .leak, phase: nil, onset: feeder.end, through: feeder.end, quantity: 1,
                    deviation: 1, weightThousandths: 1, evidence: .zero))
        ])
        await feeder.run(try feeder.watch(log, desk: other.desk(data: feeder.folder.url)), [])
        #expect(await other.takeModels().isEmpty)
    }

    @Test func `what the chain does not know is not filed`() async throws {
        let feeder = try WatchedFeeder(days: 7)
        defer { feeder.folder.remove() }
        let chain = try WatchedChain(time: feeder.end, reading: "another")
        #expect(await chain.desk(data: feeder.folder.url).place(of: "N1") == nil)
        #expect(await chain.desk(data: feeder.folder.url).place(of: "another") != nil)
    }

    private static func judgement(_ kind: LossKind = .unmeteredLoad, weight: Double = 20, energy: Double = 1000)
        -> LossJudgement
    {
        LossJudgement(
            time: UTCTime(seconds: 200_000), kind: kind, phase: .l2, onset: UTCTime(seconds: 100_000), energy: energy,
            energyDeviation: .nan, suspects: [], logLikelihoodRatio: weight, alternatives: [], test: .balance)
    }

    @Test(arguments: [Double.nan, .infinity, -.infinity, 1e300, -5, 0]) func wildFiguresAreFiledAsSomething(
        _ value: Double
    ) {
        let finding = FiledFinding(Self.judgement(weight: value, energy: value))
        #expect(finding.quantity <= UInt64(1e15) && finding.deviation == 0)
    }

    @Test func `what was refuted needs twice its weight, and many refuted ask more of all`() {
        var verdicts = SiteVerdicts(confirmed: 3)
        #expect(verdicts.allow(Self.judgement(weight: 14)))
        verdicts.refuted = [.init(kind: .unmeteredLoad, phase: .l2, weight: 20)]
        #expect(!verdicts.allow(Self.judgement(weight: 39)) && verdicts.allow(Self.judgement(weight: 40)))
        #expect(verdicts.allow(Self.judgement(.underRegistration, weight: 15)))
        verdicts.refuted += [.init(kind: .leak, phase: nil, weight: 15), .init(kind: .leak, phase: nil, weight: 15)]
        #expect(!verdicts.allow(Self.judgement(.underRegistration, weight: 18)))
        #expect(verdicts.allow(Self.judgement(.underRegistration, weight: 19)))
        verdicts.refuted = Array(repeating: .init(kind: .leak, phase: nil, weight: 15), count: 10_000)
        #expect(verdicts.threshold == 28)
    }
}

/// A chain of one box with the meter of a node, a crew, and vigilance; an outbox that keeps what is queued.
actor WatchedChain: ChainView, EventOutbox {
    static let box = PrincipalID(1)
    static let crew = PrincipalID(3)
    static let vigilance = PrincipalID(4)

    static let registered = LossAllowance(
        fixedThousandthsPerHour: 50_000, basisPoints: 500, toleranceBasisPoints: 300, threshold: 20_000)

    let boxKey: SigningKey
    let vigilanceKey: SigningKey
    private let keys: [SigningKey]
    private(set) var state: ContractState
    private var sequences: [UInt32: UInt64] = [:]
    private var queued: [TransactionBody] = []

    /// - Parameter label: of the node whose meter the box reads.
    init(time: UTCTime, reading label: String) throws {
        self.keys = try (1...5).map { try SigningKey(seed: Array(repeating: UInt8($0), count: 32)) }
        (self.boxKey, self.vigilanceKey) = (self.keys[1], self.keys[4])
        let roles: [Roles] = [.validator, .box, .registrar, .crew, .vigilance]
        let genesis = Genesis(
            zone: "zone", timeZoneName: "Asia/Kolkata", timeZoneOffsetMinutes: 330, intervalSeconds: 900,
            isDemonstration: true, time: time,
            principals: zip(roles, self.keys).enumerated().map { number, pair in
                Principal(label: "p\(number)", key: pair.1.publicKey, roles: pair.0)
            }, policy: .standard)
        self.state = try ContractState(genesis: genesis)
        let bodies: [TransactionBody] = [
            .registerNode(RegisterNode(label: label, kind: .transformer, parent: nil, loss: Self.registered)),
            .registerMeter(
                RegisterMeter(
                    label: "M", serial: "S", node: NodeID(0), box: Self.box, account: nil, purpose: .delivers,
                    service: .electricity, legalUse: .audit, channels: [.activeEnergyImport], hasDisconnect: false)),
        ]
        try Self.apply(bodies.map { (PrincipalID(2), $0) }, self.keys, &self.state, &self.sequences)
    }

    nonisolated func desk(data: URL) -> FindingDesk {
        FindingDesk(chain: self, principal: { Self.box }, outbox: self, evidence: EvidenceFolder(data: data))
    }

    func snapshot() -> ContractState { self.state }
    func tipClock() -> (time: UTCTime, monotonicNanoseconds: Int64) { (self.state.time, 0) }
    func pendingPayments(for account: AccountID) -> Int64? { 0 }
    func enqueue(_ body: TransactionBody) { self.queued.append(body) }
    func enqueue(_ body: TransactionBody, once key: String, _ value: [UInt8]) -> Bool {
        self.queued.append(body)
        return true
    }

    func takeFilings() -> [FileFinding] {
        defer { self.queued = [] }
        return self.queued.compactMap { if case .fileFinding(let filing) = $0 { filing } else { nil } }
    }

    func takeModels() -> [LossModel] {
        defer { self.queued = [] }
        return self.queued.compactMap { if case .lossModel(let model) = $0 { model } else { nil } }
    }

    func book(_ bodies: [TransactionBody]) throws {
        try Self.apply(bodies.map { (Self.box, $0) }, self.keys, &self.state, &self.sequences)
    }

    func refute(_ finding: UInt32) throws {
        let verdict = JudgeFinding(
            finding: finding, isConfirmed: false, visitedAt: self.state.time, reference: "job 1")
        try Self.apply([(Self.crew, .judgeFinding(verdict))], self.keys, &self.state, &self.sequences)
    }

    /// One block, in which nothing fails.
    private static func apply(
        _ bodies: [(PrincipalID, TransactionBody)], _ keys: [SigningKey], _ state: inout ContractState,
        _ sequences: inout [UInt32: UInt64]
    ) throws {
        let transactions = bodies.map { sender, body in
            sequences[sender.number, default: 0] += 1
            return Transaction(
                sender: sender, sequence: sequences[sender.number] ?? 0, expires: UTCTime(seconds: 4_000_000_000),
                body: body
            ).signed(by: keys[Int(sender.number)], genesis: state.genesisHash)
        }
        let (_, outcome) = try state.propose(
            BlockContent(time: state.time.adding(seconds: 60), transactions: transactions), view: state.height + 1,
            by: PrincipalID(0))
        let failures = outcome.events.filter { $0.kindName == "transactionFailed" }.map(\.description)
        #expect(failures.isEmpty, "\(failures)")
    }
}
