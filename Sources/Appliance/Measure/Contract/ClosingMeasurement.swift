import Contract
import Identity
import Ledger
import Metering
import Platform
import Tariffs

/// What it takes to end a billing period of a large zone in which nobody pays: the bills of all accounts, and the
/// notices when all of them are overdue at once.
struct ClosingMeasurement {
    typealias Run = ContractFigures.BlockRun

    let accounts: Int
    private let genesis: Genesis
    private let keys: [SigningKey]
    private var sequences: [UInt64]
    private var state: ContractState

    private static let utility = PrincipalID(1)
    private static let firstBox = 2
    private static let metersOfBox = Readings.maximumPositions
    private static let registrations = 1000
    private static let none = LossAllowance(
        fixedThousandthsPerHour: 0, basisPoints: 0, toleranceBasisPoints: 0, threshold: 0)

    init(accounts: Int) throws {
        self.accounts = accounts
        let boxes = (accounts + Self.metersOfBox - 1) / Self.metersOfBox
        self.keys = try (0..<(Self.firstBox + boxes)).map { number in
            try SigningKey(seed: [UInt8](repeating: UInt8(truncatingIfNeeded: number + 1), count: 32))
        }
        self.sequences = Array(repeating: 0, count: self.keys.count)
        self.genesis = Genesis(
            zone: "closing", timeZoneName: "Asia/Kolkata", timeZoneOffsetMinutes: 330, intervalSeconds: 900,
            isDemonstration: false, time: UTCTime(seconds: 1_767_551_400),
            principals: self.keys.enumerated().map { number, key in
                Principal(
                    label: "P\(number)", key: key.publicKey,
                    roles: number == 0 ? .validator : number == 1 ? .registrar : .box)
            }, policy: .standard)
        self.state = try ContractState(genesis: self.genesis)
    }

    /// - Returns: the bills' blocks, and those of the notices.
    mutating func run() throws -> (bills: Run, notices: Run) {
        try self.register()
        try self.read(self.genesis.time, first: true)
        try self.read(self.genesis.time.adding(seconds: 900), first: false)
        let period = self.state.zone.calendar.period(endingBy: self.genesis.time.adding(seconds: 900))
        let grace = Int64(self.state.policy.billingGraceSeconds)
        let bills = try self.work(from: period.end.adding(seconds: grace)) {
            if case .billClosed = $0 { true } else { false }
        }
        let due = self.state.bills.map(\.dueAt).max() ?? self.state.time
        let notices = try self.work(from: due.adding(seconds: 1)) {
            if case .noticeDue = $0 { true } else { false }
        }
        return (bills, notices)
    }

    /// Empty blocks until each account had its turn.
    private mutating func work(from time: UTCTime, _ isDone: (ContractEvent) -> Bool) throws -> Run {
        var (run, done) = (Run(blocks: 0, slowestMilliseconds: 0), 0)
        var time = time
        while done < self.accounts {
            let start = MonotonicClock.nanoseconds
            let events = try self.state.apply(BlockContent(time: time, transactions: [])).events
            let milliseconds = Double(MonotonicClock.nanoseconds - start) / 1e6
            run.blocks += 1
            run.slowestMilliseconds = max(run.slowestMilliseconds, milliseconds)
            done += events.count(where: isDone)
            time = time.adding(milliseconds: 100)
            guard run.blocks <= self.accounts + 10 else {
                throw StepFailure(step: "every account has its turn", lastSeen: "\(done) of \(self.accounts) had")
            }
        }
        return run
    }

    private mutating func register() throws {
        let tariff = Tariff(
            label: "flat", authority: "measurement", orderNumber: "1", standing: .ordered, unit: .wattHour,
            lines: [TariffLine(name: "energy", kind: .perUnit(rate: 600_000))])
        var bodies: [TransactionBody] = [
            .setTariff(SetTariff(tariff: TariffID(0), effectiveFrom: self.genesis.time, document: tariff.cbor)),
            .registerNode(RegisterNode(label: "T", kind: .transformer, parent: nil, loss: Self.none)),
        ]
        for account in 0..<UInt32(self.accounts) {
            let box = PrincipalID(UInt32(Self.firstBox) + account / UInt32(Self.metersOfBox))
            bodies += [
                .registerAccount(RegisterAccount(label: "A\(account)", tariff: TariffID(0))),
                .registerMeter(
                    RegisterMeter(
                        label: "M\(account)", serial: "\(account)", node: NodeID(0), box: box,
                        account: AccountID(account), purpose: .consumes, service: .electricity, legalUse: .billing,
                        channels: [.activeEnergyImport], hasDisconnect: true)),
            ]
        }
        for first in stride(from: 0, to: bodies.count, by: Self.registrations) {
            let part = bodies[first..<min(first + Self.registrations, bodies.count)]
            try self.commit(part.map { ($0, Self.utility) }, at: self.state.time.adding(milliseconds: 1))
        }
    }

    /// Each box's readings in a block of their own.
    private mutating func read(_ end: UTCTime, first: Bool) throws {
        for box in Self.firstBox..<self.keys.count {
            let id = PrincipalID(UInt32(box))
            let roster = self.state.roster(of: id)
            let count = roster.positions.count
            let readings = Readings(
                rosterVersion: roster.version, intervalEnd: end,
                increments: (0..<count).map { first ? nil : UInt64(50_000 + $0) },
                exceptions: first
                    ? (0..<UInt32(count)).map { ReadingException(index: $0, kind: .absolute, value: 1000) } : [])
            let time = max(end.adding(seconds: 1), self.state.time.adding(milliseconds: 1))
            try self.commit([(.readings(readings), id)], at: time)
        }
    }

    private mutating func commit(_ bodies: [(TransactionBody, PrincipalID)], at time: UTCTime) throws {
        let transactions = bodies.map { body, sender in
            self.sequences[Int(sender.number)] += 1
            return Transaction(
                sender: sender, sequence: self.sequences[Int(sender.number)],
                expires: UTCTime(seconds: 4_000_000_000), body: body
            ).signed(by: self.keys[Int(sender.number)], genesis: self.genesis.hash)
        }
        let outcome = try self.state.apply(BlockContent(time: time, transactions: transactions))
        for case .transactionFailed(_, _, _, _, let reason) in outcome.events {
            throw StepFailure(step: "every transaction takes effect", lastSeen: "\(reason)")
        }
    }
}
