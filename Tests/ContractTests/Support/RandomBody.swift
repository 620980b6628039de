import CanonicalCBOR
import Contract
import Identity
import Ledger
import Metering
import Tariffs
import TestSupport

/// Transactions that mostly make sense, and often enough do not.
struct RandomBody {
    var generator: SeededGenerator

    mutating func next(_ state: ContractState) -> (TransactionBody, Who) {
        switch self.number(31) {
        case 0: (.registerNode(self.node(state)), .registrar)
        case 1, 2: (.registerMeter(self.meter(state)), .registrar)
        case 3, 4:
            (
                .registerAccount(RegisterAccount(label: self.label(), tariff: TariffID(self.pick(state.tariffs)))),
                .registrar
            )
        case 5: (.setTariff(self.tariff(state)), .registrar)
        case 6: (.setPolicy(self.policy()), .registrar)
        case 7:
            (
                .protect(
                    Protect(account: AccountID(self.pick(state.accounts)), reason: self.oneOf([nil, nil, .medical]))),
                .regulator
            )
        case 8...13: self.readings(state)
        case 14: (.meterEvent(self.event(state)), self.oneOf([.box, .otherBox]))
        case 15...17: (.payment(self.payment(state)), .collector)
        case 18: (.collectedThrough(CollectedThrough(time: self.time(near: state.time))), .collector)
        case 19: (.setValidators(SetValidators(members: self.someMembers(state))), .registrar)
        case 20: (.evidence(self.evidence(state)), self.oneOf([.validator, .box, .regulator, .collector]))
        case 21: (self.principal(), .registrar)
        default: self.claim(state)
        }
    }

    /// Notices, disputes, deposits, reversals, orders' approvals and revoked keys.
    private mutating func claim(_ state: ContractState) -> (TransactionBody, Who) {
        switch self.number(19) {
        case 0:
            (
                .noticeServed(
                    NoticeServed(
                        account: AccountID(self.pick(state.accounts)), mode: self.oneOf(NoticeMode.allCases),
                        servedAt: self.time(near: state.time), proof: .sha256([1]))), .registrar
            )
        case 1, 2:
            (
                .disputeBill(DisputeBill(bill: self.pick(state.bills), complaint: .sha256([2]))),
                self.oneOf([.regulator, .registrar])
            )
        case 3:
            (
                .decideDispute(
                    DecideDispute(
                        bill: state.accounts.compactMap { $0.dispute?.bill }.first ?? self.pick(state.bills),
                        reliefPaise: self.oneOf([0, 0, 500, .max]), order: .sha256([3]))),
                self.oneOf([.regulator, .registrar])
            )
        case 4:
            (
                .deposit(
                    Deposit(
                        bill: state.accounts.compactMap { $0.dispute?.bill }.first ?? self.pick(state.bills),
                        amountPaise: self.oneOf([1, 3000, 50_000, .max]), reference: "D\(self.number(30))",
                        receivedAt: self.time(near: state.time))), .collector
            )
        case 5, 6:
            (
                .reversal(
                    Reversal(
                        reference: self.oneOf(["R\(self.number(60))", "D\(self.number(30))"]),
                        reason: self.oneOf(ReversalReason.allCases))), .collector
            )
        case 7:
            self.oneOf([
                (.setCalendar(SetCalendar(holidays: [20_458, 20_460])), .registrar),
                (.releaseOrders(ReleaseOrders(day: self.oneOf([20_457, 20_458, .max]), additional: .max)), .regulator),
                (.approveOrder(ApproveOrder(account: AccountID(self.pick(state.accounts)))), .registrar),
            ])
        case 12:
            (
                .amendAccount(
                    AmendAccount(
                        account: AccountID(self.pick(state.accounts)), from: self.time(near: state.time),
                        terms: AccountTerms(
                            tariff: TariffID(self.pick(state.tariffs)), sanctionedLoadWatts: self.oneOf([0, 12_000]),
                            classes: self.oneOf([[], ["bpl"]]), isPrepaid: self.number(3) == 0))), .registrar
            )
        case 13, 14: (.voucher(self.voucher(state)), self.oneOf([.box, .box, .box, .otherBox, .collector]))
        case 15: (.fileFinding(self.filing(state)), self.oneOf([.box, .box, .otherBox]))
        case 16:
            (
                .judgeFinding(
                    JudgeFinding(
                        finding: self.pick(state.findings), isConfirmed: self.number(2) == 0,
                        visitedAt: self.time(near: state.time), reference: "J")),
                self.oneOf([.registrar, .registrar, .collector])
            )
        case 17: (.lossModel(self.lossModel(state)), self.oneOf([.box, .box, .registrar]))
        case 8...11: (.amendMeter(self.amendment(state)), self.oneOf([.registrar, .registrar, .box]))
        default:
            (
                .revokeKey(
                    RevokeKey(principal: PrincipalID(self.oneOf([0, 99, 250, 6])), cause: .stolen)), .registrar
            )
        }
    }

    private mutating func filing(_ state: ContractState) -> FileFinding {
        let recipients = [self.pick(state.principals)].filter { _ in self.number(4) == 0 }
        return FileFinding(
            node: NodeID(self.pick(state.nodes)), kind: self.oneOf(FindingKind.allCases), phase: self.oneOf([nil, 2]),
            onset: self.time(near: state.time), through: self.time(near: state.time),
            quantity: self.oneOf([0, 500, UInt64(Int64.max)]), deviation: 3, weightThousandths: 20_000,
            evidence: .sha256([4]), sealed: recipients.map { SealedNote(recipient: PrincipalID($0), bytes: [1]) },
            isOver: self.number(4) == 0)
    }

    private mutating func lossModel(_ state: ContractState) -> LossModel {
        LossModel(
            node: NodeID(self.pick(state.nodes)),
            loss: LossAllowance(
                fixedThousandthsPerHour: self.oneOf([0, 5000, .max]), basisPoints: self.oneOf([0, 100, 10_000]),
                toleranceBasisPoints: self.oneOf([0, 100]), threshold: self.oneOf([0, 100, .max])),
            from: self.time(near: state.time), through: self.time(near: state.time), intervals: 96,
            evidence: .sha256([5]))
    }

    private mutating func voucher(_ state: ContractState) -> UseVoucher {
        let issuedAt = state.time.adding(seconds: -Int64(self.number(20_000)))
        let voucher = Voucher(
            meter: MeterID(self.pick(state.meters)), serial: "s", reference: "R\(self.number(60))", issuedAt: issuedAt,
            expires: issuedAt.adding(seconds: self.oneOf([0, 30_000, 40_000, 604_800, 604_801])),
            nonce: Array(repeating: UInt8(self.number(40)), count: Voucher.nonceBytes))
        let key = Zone.keys[Int(self.oneOf([.collector, .collector, .registrar, .box] as [Who]).rawValue)]
        return UseVoucher(
            SignedVoucher(voucher, by: key, genesis: self.number(8) == 0 ? .zero : state.genesisHash),
            usedAt: issuedAt.adding(seconds: Int64(self.number(35_000))))
    }

    private mutating func amendment(_ state: ContractState) -> AmendMeter {
        let meter = self.pick(state.meters)
        let record = state.meters.indices.contains(Int(meter)) ? state.meters[Int(meter)] : nil
        let boundary = record.flatMap { state.registers[Int($0.firstRegister)].boundary } ?? state.time
        let count = record.map { Int($0.registerCount) } ?? 1
        let fact: MeterFact = self.oneOf([
            .node(NodeID(self.pick(state.nodes))), .account(self.oneOf([nil, AccountID(self.pick(state.accounts))])),
            .account(AccountID(self.pick(state.accounts))), self.number(8) == 0 ? .retired : .account(nil),
            self.ratios().map { .ratios($0) } ?? .account(nil),
            .exchanged(
                serial: "n",
                registers: (0..<count).map { index in
                    let value = record.map { state.registers[Int($0.firstRegister) + index].value } ?? 0
                    return ExchangedRegister(
                        closing: self.oneOf([value, value &+ 50, 7]), opening: self.number(3) == 0 ? 5 : 0)
                }),
        ])
        return AmendMeter(
            meter: MeterID(meter),
            from: self.oneOf([
                boundary, boundary, boundary.adding(seconds: 900), state.time.floored(toMultipleOf: 900),
                self.time(near: state.time),
            ]), fact: fact)
    }

    private mutating func ratios() -> MeasuringRatios? {
        MeasuringRatios(
            current: MeasuringRatio(primary: self.oneOf([0, 50_000, 100_000, .max]), secondary: 5000),
            voltage: MeasuringRatio(primary: self.oneOf([0, 0, 11_000_000]), secondary: 110_000))
    }

    private mutating func someMembers(_ state: ContractState) -> [PrincipalID] {
        Set((0...self.number(3)).map { _ in PrincipalID(self.pick(state.principals)) }).sorted()
    }

    private mutating func evidence(_ state: ContractState) -> Evidence {
        let genesis = state.genesis.hash
        let epoch = self.oneOf([1, state.validators.epoch, 99])
        let who = self.oneOf([.validator, .box] as [Who])
        let key = self.oneOf([Zone.keys[Int(who.rawValue)], Zone.keys[3]])
        let votes = [Digest.sha256([1]), .sha256([2])].map {
            VoteStatement(kind: self.oneOf([.notarize, .finalize]), epoch: epoch, view: 5, blockHash: $0)
        }
        let first = votes[0].signed(by: key, as: Zone.id(who), genesis: genesis)
        let second = VoteStatement(
            kind: first.statement.kind, epoch: epoch, view: 5, blockHash: votes[1].blockHash
        ).signed(by: key, as: Zone.id(who), genesis: genesis)
        return Evidence(first, second) ?? .votes(first, second)
    }

    mutating func number(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &self.generator) }

    mutating func oneOf<Value>(_ values: [Value]) -> Value { values[self.number(values.count)] }

    /// Mostly a number that exists, now and then one that does not.
    private mutating func pick(_ rows: some Collection) -> UInt32 {
        if self.number(10) == 0 { return self.oneOf([UInt32(rows.count), .max, 7]) }
        return rows.isEmpty ? 0 : UInt32(self.number(rows.count))
    }

    private mutating func label() -> String { "L\(self.number(200))" }

    private mutating func time(near time: UTCTime) -> UTCTime {
        self.oneOf([
            time, time.adding(seconds: -Int64(self.number(5000))), time.adding(seconds: 1000), UTCTime(milliseconds: 0),
            UTCTime(milliseconds: 253_402_300_799_999),
        ])
    }

    private mutating func loss() -> LossAllowance {
        LossAllowance(
            fixedThousandthsPerHour: self.oneOf([0, 40_000, .max]), basisPoints: self.oneOf([0, 200, 10_000]),
            toleranceBasisPoints: self.oneOf([0, 100, 10_000]), threshold: self.oneOf([0, 100, 5000, .max]))
    }

    private mutating func node(_ state: ContractState) -> RegisterNode {
        RegisterNode(
            label: self.label(), kind: self.oneOf(NodeKind.allCases),
            parent: self.oneOf([nil, NodeID(self.pick(state.nodes))]), loss: self.loss())
    }

    private mutating func meter(_ state: ContractState) -> RegisterMeter {
        let purpose = self.oneOf([.consumes, .consumes, .delivers, .generates] as [MeterPurpose])
        return RegisterMeter(
            label: self.label(), serial: "s", node: NodeID(self.pick(state.nodes)),
            box: Zone.id(self.oneOf([.box, .otherBox])),
            account: purpose == .delivers || self.number(8) == 0 ? nil : AccountID(self.pick(state.accounts)),
            purpose: purpose, service: self.oneOf([.electricity, .electricity, .electricity, .water]),
            legalUse: self.oneOf(LegalUse.allCases),
            channels: self.oneOf([
                [.activeEnergyImport], [.activeEnergyImport], [.activeEnergyImport, .activeEnergyExport],
                [.waterVolume], [],
            ]), hasDisconnect: purpose == .consumes)
    }

    private mutating func tariff(_ state: ContractState) -> SetTariff {
        SetTariff(
            tariff: TariffID(self.number(3) == 0 ? UInt32(state.tariffs.count) : self.pick(state.tariffs)),
            effectiveFrom: self.oneOf([Samples.start, self.time(near: state.time)]),
            document: self.oneOf([
                Samples.rajasthan.cbor, Samples.flat.cbor, Samples.everyLine.cbor, .null, .array([.text("x")]),
            ]))
    }

    private mutating func policy() -> Policy {
        var policy = Samples.policy
        policy.billingPeriodSeconds = self.oneOf([900, 3600, 10_800, 86_400, 901, 3660 * 86_400])
        policy.billingGraceSeconds = self.oneOf([0, 900, 20_000, 366 * 86_400])
        policy.dueSeconds = self.oneOf([0, 3600])
        policy.noticePeriod = self.oneOf([.seconds(0), .seconds(3600), .clearDays(1), .clearDays(3660)])
        policy.balanceGraceSeconds = self.oneOf([0, 900, 86_400])
        policy.maximumOrdersPerDay = self.oneOf([0, 1, 100])
        policy.collectorWatermarkSeconds = self.oneOf([0, 0, 10_000])
        policy.arrearsFloorPaise = self.oneOf([0, 100, .max])
        policy.noticeDelivery = self.oneOf([.recorded, .recorded, .served])
        policy.disputeSeconds = self.oneOf([0, 3600, 366 * 86_400])
        policy.ordersNeedSignature = self.number(4) == 0
        policy.intervalsPerSubmission = self.oneOf([1, 1, 4, 8, 24, 7])
        return policy
    }

    private mutating func readings(_ state: ContractState) -> (TransactionBody, Who) {
        let box = self.oneOf([.box, .box, .otherBox] as [Who])
        let roster = state.roster(of: Zone.id(box))
        let count = self.number(15) == 0 ? self.number(4) : roster.positions.count
        let last = roster.positions.compactMap { state.registers[Int($0.register)].boundary }.max()
        let next = last?.adding(seconds: 900) ?? state.time.floored(toMultipleOf: 900)
        return (
            .readings(
                Readings(
                    rosterVersion: self.number(15) == 0 ? 1 : roster.version,
                    firstEnd: self.oneOf([
                        next, next, next, state.time.floored(toMultipleOf: 900), self.time(near: state.time),
                    ]),
                    intervals: (0..<self.oneOf([1, 1, 1, 2, 4])).map { self.interval($0, count, roster, state) })), box
        )
    }

    private mutating func interval(
        _ interval: Int, _ count: Int, _ roster: Roster, _ state: ContractState
    ) -> IntervalReadings {
        var increments: [UInt64?] = []
        var exceptions: [ReadingException] = []
        for index in 0..<count {
            let value = self.oneOf([0, 100, 1000, 4_294_967_290, Int64(self.number(1_000_000)), self.extreme()])
            let register =
                roster.positions.indices.contains(index) ? state.registers[Int(roster.positions[index].register)] : nil
            if (register?.boundary == nil && interval == 0) || self.number(12) == 0 {
                increments.append(nil)
                if self.number(4) > 0 {
                    let current = register?.value ?? 0
                    exceptions.append(
                        ReadingException(
                            index: UInt32(index), kind: self.oneOf(ReadingExceptionKind.allCases),
                            value: self.oneOf([current, current + 500, value])))
                }
            } else {
                increments.append(UInt64(self.number(40) == 0 ? value : Int64(self.number(3000))))
            }
        }
        return IntervalReadings(increments: increments, exceptions: exceptions)
    }

    /// Non-negative, and now and then as large as can be.
    private mutating func extreme() -> Int64 {
        self.number(6) == 0 ? self.oneOf([.max, RegisterRecord.maximumValue, RegisterRecord.maximumValue - 1]) : 5
    }

    private mutating func event(_ state: ContractState) -> MeterEvent {
        MeterEvent(
            meter: MeterID(self.pick(state.meters)), time: self.time(near: state.time),
            kind: self.oneOf(MeterEventKind.allCases + [.ratiosRead, .ratiosRead]),
            value: self.oneOf([0, 1, 2, -1, .min, .max]), evidence: self.ratios()?.encoded() ?? [])
    }

    private mutating func payment(_ state: ContractState) -> Payment {
        Payment(
            account: AccountID(self.pick(state.accounts)),
            amountPaise: self.oneOf([1, 5000, 20_000, 100_000, self.number(20) == 0 ? .max : 700]),
            reference: "R\(self.number(60))", receivedAt: self.time(near: state.time))
    }

    private mutating func principal() -> TransactionBody {
        let seed = UInt8(self.number(200))
        // A key of any bytes is a key; one that is weak signs nothing.
        let key = PublicKey(bytes: Array(repeating: seed, count: 32)) ?? Zone.keys[0].publicKey
        return .registerPrincipal(
            Principal(label: self.label(), key: key, roles: Roles(rawValue: UInt32(self.number(256)))))
    }
}
