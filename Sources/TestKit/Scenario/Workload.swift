internal import Contract
internal import Identity
internal import Ledger
internal import Metering
internal import Tariffs

/// What the zone's offices want on the chain; each sends a transaction again until it is final.
struct Workload {
    private struct Waiting {
        let transaction: SignedTransaction
        var sentAt: Int64
    }

    private let zone: SimulatedZone
    private let plan: Plan
    private let houses: Int
    private var chance: Chance
    private var sequences: [UInt64]
    private var waiting: [[Waiting]]
    private var paid = 0
    private var read = 0

    private static let mostWaiting = 3
    private static let resendAfter: Int64 = 1_500_000_000

    init(zone: SimulatedZone, plan: Plan, chance: Chance) {
        self.zone = zone
        self.plan = plan
        self.chance = chance
        self.houses = 2 + self.chance.below(3)
        self.sequences = Array(repeating: 0, count: SimulatedZone.Office.allCases.count)
        self.waiting = Array(repeating: [], count: SimulatedZone.Office.allCases.count)
        self.register()
    }

    /// A transformer and houses on one box, with the tariff that they pay.
    private mutating func register() {
        self.want(
            .setTariff(
                SetTariff(tariff: TariffID(0), effectiveFrom: self.zone.genesis.time, document: Self.tariff.cbor)),
            by: .registrar)
        let loss = LossAllowance(
            fixedThousandthsPerHour: 40_000, basisPoints: 200, toleranceBasisPoints: 100, threshold: 500)
        self.want(
            .registerNode(RegisterNode(label: "T1", kind: .transformer, parent: nil, loss: loss)), by: .registrar)
        self.want(self.meter("T1-meter", account: nil, purpose: .delivers), by: .registrar)
        for house in 0..<self.houses {
            self.want(
                .registerAccount(RegisterAccount(label: "A-\(house)", tariff: TariffID(0))), by: .registrar)
            self.want(self.meter("M-\(house)", account: UInt32(house), purpose: .consumes), by: .registrar)
        }
    }

    private static let tariff = Tariff(
        label: "flat", authority: "test", orderNumber: "1", standing: .ordered, unit: .wattHour,
        lines: [TariffLine(name: "energy", kind: .perUnit(rate: 1_000_000))])

    private func meter(_ label: String, account: UInt32?, purpose: MeterPurpose) -> TransactionBody {
        .registerMeter(
            RegisterMeter(
                label: label, serial: label, node: NodeID(0), box: self.zone.principal(.box),
                account: account.map { AccountID($0) }, purpose: purpose, service: .electricity, legalUse: .billing,
                channels: [.activeEnergyImport], hasDisconnect: purpose == .consumes))
    }

    private mutating func want(
        _ body: TransactionBody, by office: SimulatedZone.Office, with approver: SimulatedZone.Office? = nil
    ) {
        self.sequences[office.rawValue] += 1
        let sender = self.zone.principal(office)
        var transaction = Transaction(
            sender: sender, sequence: self.sequences[office.rawValue], expires: UTCTime(seconds: 4_000_000_000),
            body: body
        ).signed(by: self.zone.key(of: sender), genesis: self.zone.genesisHash)
        if let approver = approver.map(self.zone.principal) {
            transaction = transaction.approved(
                by: self.zone.key(of: approver), as: approver, genesis: self.zone.genesisHash)
        }
        self.waiting[office.rawValue].append(Waiting(transaction: transaction, sentAt: .min))
    }

    /// A state that a client has read: what it holds need not be sent again, and readings follow its roster.
    mutating func learn(_ state: ContractState) {
        for office in SimulatedZone.Office.allCases {
            let next = state.nextSequence(of: self.zone.principal(office))
            self.waiting[office.rawValue].removeAll { $0.transaction.transaction.sequence < next }
        }
        self.wantReadings(state)
        self.wantPayments(state)
        if self.chance.isTrue(permille: 100) { self.wantProtection() }
        if self.plan.changesValidators, self.chance.isTrue(permille: 500) { self.wantValidators(state) }
    }

    private func hasRoom(_ office: SimulatedZone.Office) -> Bool {
        self.waiting[office.rawValue].count < Self.mostWaiting
    }

    private mutating func wantReadings(_ state: ContractState) {
        let roster = state.roster(of: self.zone.principal(.box))
        guard self.hasRoom(.box), roster.positions.count == self.houses + 1 else { return }
        let first = self.zone.genesis.time.floored(toMultipleOf: 60)
        let end = first.adding(seconds: Int64(self.read) * 60)
        guard end <= state.time else { return }
        let isFirst = self.read == 0
        let count = roster.positions.count
        self.read += 1
        self.want(
            .readings(
                Readings(
                    rosterVersion: roster.version, intervalEnd: end,
                    increments: (0..<count).map { isFirst ? nil : UInt64($0 == 0 ? 1000 * self.houses : 900) },
                    exceptions: isFirst
                        ? (0..<count).map { ReadingException(index: UInt32($0), kind: .absolute, value: 1000) } : [])),
            by: .box)
    }

    private mutating func wantPayments(_ state: ContractState) {
        guard self.hasRoom(.collector), !state.accounts.isEmpty else { return }
        self.paid += 1
        self.want(
            .payment(
                Payment(
                    account: AccountID(UInt32(self.chance.below(state.accounts.count))),
                    amountPaise: self.chance.between(1, 20_000),
                    // Now and then a reference comes twice: the second payment must change nothing.
                    reference: "R\(self.chance.isTrue(permille: 100) ? 1 : self.paid)", receivedAt: state.time)),
            by: .collector)
    }

    private mutating func wantProtection() {
        guard self.hasRoom(.regulator) else { return }
        self.want(
            .protect(
                Protect(
                    account: AccountID(UInt32(self.chance.below(self.houses))),
                    reason: self.chance.below(2) == 0 ? .medical : nil)), by: .regulator)
    }

    /// Another member for one of the set, one more, or one less, so that no more than a third of them are faulty.
    private mutating func wantValidators(_ state: ContractState) {
        guard self.hasRoom(.registrar) else { return }
        let members = state.validators.members.map { Int($0.id.number) }
        let all = Array(0..<self.plan.validators) + (0..<SimulatedZone.standbys).map(self.zone.standby)
        let outside = all.filter { !members.contains($0) }
        var next = members
        let kind = self.chance.below(4)
        if kind < 3, let joining = self.chance.pick(outside) { next.append(joining) }
        if kind > 0, let leaving = self.chance.pick(members) { next.removeAll { $0 == leaving } }
        let faulty = next.count { $0 < self.plan.validators && self.plan.isFaulty($0) }
        guard next.count >= 4, faulty <= (next.count - 1) / 3 else { return }
        self.want(
            .setValidators(SetValidators(members: next.map { PrincipalID(UInt32($0)) })), by: .registrar,
            with: .regulator)
    }

    /// What is sent now, in each sender's sequence.
    mutating func due(at now: Int64) -> [SignedTransaction] {
        var due: [SignedTransaction] = []
        for office in self.waiting.indices {
            for index in self.waiting[office].indices.prefix(16)
            where self.waiting[office][index].sentAt < now - Self.resendAfter
                || self.waiting[office][index].sentAt == .min
            {
                self.waiting[office][index].sentAt = now
                due.append(self.waiting[office][index].transaction)
            }
        }
        return due
    }
}
