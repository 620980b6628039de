import CanonicalCBOR
import Identity
import Ledger
import Metering
import TestSupport

/// Records with random values in their ranges.
struct RandomRecords {
    var generator: SeededGenerator

    static let keys: [SigningKey] = (1...4).compactMap { try? SigningKey(seed: Array(repeating: $0, count: 32)) }
    static let genesisHash = Digest.sha256([1])

    mutating func number(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &self.generator) }
    mutating func oneOf<Value>(_ values: [Value]) -> Value { values[self.number(values.count)] }
    mutating func word() -> UInt32 {
        self.oneOf([0, 23, 24, 255, 65_536, .max, UInt32.random(in: 0 ... .max, using: &self.generator)])
    }
    mutating func label() -> String { self.oneOf(["a", "Jaipur-7", String(repeating: "ü", count: 32), "घर १२"]) }
    mutating func time() -> UTCTime {
        UTCTime(milliseconds: Int64.random(in: 0...253_402_300_799_999, using: &self.generator))
    }
    mutating func bytes(_ count: Int) -> [UInt8] {
        (0..<count).map { _ in UInt8.random(in: 0 ... .max, using: &self.generator) }
    }
    mutating func integer() -> Int64 {
        self.oneOf([0, -1, 24, .max, .min, Int64.random(in: .min ... .max, using: &self.generator)])
    }

    mutating func body(_ kind: Int) -> TransactionBody {
        switch kind {
        case 0: .registerPrincipal(self.principal())
        case 1: .registerNode(self.node())
        case 2: .registerMeter(self.meter())
        case 3: .registerAccount(RegisterAccount(label: self.label(), tariff: TariffID(self.word())))
        case 4:
            .setTariff(
                SetTariff(
                    tariff: TariffID(self.word()), effectiveFrom: self.time(), document: .array([.text("x"), .null])))
        case 5: .setPolicy(self.policy())
        case 6:
            .protect(Protect(account: AccountID(self.word()), reason: self.oneOf([nil] + ProtectionReason.allCases)))
        case 7: .readings(self.readings())
        case 8:
            .meterEvent(
                MeterEvent(
                    meter: MeterID(self.word()), time: self.time(), kind: self.oneOf(MeterEventKind.allCases),
                    value: self.integer(), evidence: self.bytes(self.number(50))))
        case 9:
            .payment(
                Payment(
                    account: AccountID(self.word()), amountPaise: self.oneOf([1, 97_550, .max]),
                    reference: self.label(),
                    receivedAt: self.time()))
        case 10: .collectedThrough(CollectedThrough(time: self.time()))
        case 11:
            .setValidators(
                SetValidators(members: Set((0...self.number(100)).map { _ in PrincipalID(self.word()) }).sorted()))
        case 12: .evidence(self.evidence())
        case 13: .rotateKey(self.rotation())
        default: self.claim(kind)
        }
    }

    static let bodyKinds = 31

    private mutating func claim(_ kind: Int) -> TransactionBody {
        switch kind {
        case 14:
            .noticeServed(
                NoticeServed(
                    account: AccountID(self.word()), mode: self.oneOf(NoticeMode.allCases), servedAt: self.time(),
                    proof: .sha256(self.bytes(3))))
        case 15: .disputeBill(DisputeBill(bill: self.word(), complaint: .sha256(self.bytes(3))))
        case 16:
            .decideDispute(
                DecideDispute(
                    bill: self.word(), reliefPaise: self.oneOf([0, 1, .max]), order: .sha256(self.bytes(3))))
        case 17:
            .deposit(
                Deposit(
                    bill: self.word(), amountPaise: self.oneOf([1, 97_550, .max]), reference: self.label(),
                    receivedAt: self.time()))
        case 18: .reversal(Reversal(reference: self.label(), reason: self.oneOf(ReversalReason.allCases)))
        case 19: .setCalendar(SetCalendar(holidays: Set((0..<self.number(40)).map { _ in self.word() }).sorted()))
        case 20: .releaseOrders(ReleaseOrders(day: self.word(), additional: self.word()))
        case 21: .approveOrder(ApproveOrder(account: AccountID(self.word())))
        case 22:
            .revokeKey(
                RevokeKey(
                    principal: PrincipalID(self.word()), cause: self.oneOf(RevocationCause.allCases),
                    replacement: self.oneOf([nil, self.rotation()])))
        case 24: .amendAccount(self.terms())
        case 25:
            .setHolder(
                SetHolder(
                    account: AccountID(self.word()), holder: self.oneOf([nil, PrincipalID(self.word())])))
        case 26:
            .payFromCredit(
                PayFromCredit(
                    from: AccountID(self.word()), account: AccountID(self.word()),
                    amountPaise: self.oneOf([1, 97_550, .max]), reference: self.label()))
        case 27: .voucher(self.voucher())
        case 28: .fileFinding(self.filing())
        case 29:
            .judgeFinding(
                JudgeFinding(
                    finding: self.word(), isConfirmed: self.oneOf([true, false]), visitedAt: self.time(),
                    reference: self.label()))
        case 30:
            .lossModel(
                LossModel(
                    node: NodeID(self.word()),
                    loss: LossAllowance(
                        fixedThousandthsPerHour: self.word(), basisPoints: self.oneOf([0, 10_000]),
                        toleranceBasisPoints: self.oneOf([0, 10_000]), threshold: self.word()),
                    from: self.time(), through: self.time(), intervals: self.word(), evidence: .sha256(self.bytes(3))))
        default: .amendMeter(AmendMeter(meter: MeterID(self.word()), from: self.time(), fact: self.fact()))
        }
    }

    private mutating func filing() -> FileFinding {
        let recipients = Set((0..<self.number(4)).map { _ in self.word() }).sorted()
        return FileFinding(
            node: NodeID(self.word()), kind: self.oneOf(FindingKind.allCases), phase: self.oneOf([nil, 1, 3]),
            onset: self.time(), through: self.time(), quantity: self.oneOf([0, 1, UInt64(Int64.max)]),
            deviation: self.oneOf([0, 7]), weightThousandths: self.word(), evidence: .sha256(self.bytes(3)),
            sealed: recipients.map { SealedNote(recipient: PrincipalID($0), bytes: self.bytes(self.number(2049))) },
            isOver: self.oneOf([true, false]))
    }

    private mutating func voucher() -> UseVoucher {
        let voucher = Voucher(
            meter: MeterID(self.word()), serial: self.label(), reference: self.label(), issuedAt: self.time(),
            expires: self.time(), nonce: self.bytes(Voucher.nonceBytes))
        return UseVoucher(
            SignedVoucher(voucher, by: self.oneOf(Self.keys), genesis: Self.genesisHash), usedAt: self.time())
    }

    private mutating func terms() -> AmendAccount {
        AmendAccount(
            account: AccountID(self.word()), from: self.time(),
            terms: AccountTerms(
                tariff: TariffID(self.word()), sanctionedLoadWatts: self.word(),
                contractDemand: self.oneOf([nil, self.word()]), plantWatts: self.oneOf([nil, self.word()]),
                classes: self.oneOf([[], ["bpl"], ["bpl", "water works"]]), isPrepaid: self.oneOf([true, false])))
    }

    private mutating func ratio() -> MeasuringRatio? {
        MeasuringRatio(primary: self.word(), secondary: self.word())
    }

    private mutating func fact() -> MeterFact {
        self.oneOf([
            MeasuringRatios(current: self.ratio(), voltage: self.ratio()).map { .ratios($0) } ?? .retired,
            .node(NodeID(self.word())), .account(self.oneOf([nil, AccountID(self.word())])), .retired,
            .exchanged(
                serial: self.label(),
                registers: (0..<self.number(9)).map { _ in
                    ExchangedRegister(closing: self.integer(), opening: self.integer())
                }),
        ])
    }

    private mutating func rotation() -> RotateKey {
        RotateKey(to: self.oneOf(Self.keys), of: PrincipalID(self.word()), genesis: Self.genesisHash)
    }

    mutating func evidence() -> Evidence {
        let (view, signer) = (UInt64(self.word()), PrincipalID(self.word()))
        let key = self.oneOf(Self.keys)
        var headers = [self.header(), self.header()]
        for index in headers.indices { (headers[index].view, headers[index].proposer) = (view, signer) }
        if self.number(4) == 0 {
            let proposals = headers.map {
                SignedProposal(signing: $0, parentView: UInt64(self.word()), key: key, genesis: Self.genesisHash)
            }
            return Evidence(proposals[0], proposals[1]) ?? .proposals(proposals[0], proposals[1])
        }
        let kinds = self.oneOf(
            [[.notarize, .notarize], [.finalize, .finalize], [.nullify, .finalize]] as [[VoteKind]])
        let votes = zip(kinds, headers).map {
            VoteStatement(kind: $0, epoch: 1, view: view, blockHash: $0 == .nullify ? .zero : $1.hash)
                .signed(by: key, as: signer, genesis: Self.genesisHash)
        }
        return Evidence(votes[0], votes[1]) ?? .votes(votes[0], votes[1])
    }

    mutating func principal() -> Principal {
        Principal(
            label: self.label(), key: self.oneOf(Self.keys).publicKey, roles: Roles(rawValue: UInt32(self.number(512))))
    }

    mutating func node() -> RegisterNode {
        RegisterNode(
            label: self.label(), kind: self.oneOf(NodeKind.allCases), parent: self.oneOf([nil, NodeID(self.word())]),
            loss: LossAllowance(
                fixedThousandthsPerHour: self.word(), basisPoints: UInt32(self.number(10_001)),
                toleranceBasisPoints: UInt32(self.number(10_001)), threshold: self.word()))
    }

    mutating func meter() -> RegisterMeter {
        RegisterMeter(
            label: self.label(), serial: self.label(), node: NodeID(self.word()), box: PrincipalID(self.word()),
            account: self.oneOf([nil, AccountID(self.word())]), purpose: self.oneOf(MeterPurpose.allCases),
            service: self.oneOf(Service.allCases), legalUse: self.oneOf(LegalUse.allCases),
            channels: self.oneOf([[], [.activeEnergyImport, .activeEnergyExport], [.waterVolume]]),
            hasDisconnect: self.oneOf([true, false]))
    }

    mutating func policy() -> Policy {
        var policy = Policy.standard
        policy.dueSeconds = UInt32(self.number(366 * 86_400))
        policy.noticePeriod = .clearDays(UInt32(15 + self.number(100)))
        policy.collectorWatermarkSeconds = self.word()
        policy.disputeSeconds = UInt32(self.number(366 * 86_400))
        policy.ordersNeedSignature = self.oneOf([true, false])
        policy.intervalsPerSubmission = self.oneOf([1, 4, 24])
        policy.approvals = self.oneOf([
            [], [Approval(matter: .tariff, alternatives: [[.box, .validator]])],
            [
                Approval(matter: .policy, alternatives: [[.box], [.box, .box, [.validator, .auditor]]]),
                Approval(matter: .orders, alternatives: [[.box]]),
            ],
        ])
        return policy
    }

    mutating func readings() -> Readings {
        let count = self.oneOf([0, 1, 8, 9, 200])
        return Readings(
            rosterVersion: self.word(), firstEnd: self.time(),
            intervals: (0..<self.oneOf([1, 1, 2, 4, count > 9 ? 4 : 24])).map { _ in self.interval(count) })
    }

    private mutating func interval(_ count: Int) -> IntervalReadings {
        var increments: [UInt64?] = []
        var exceptions: [ReadingException] = []
        let sparse = self.number(2) == 0
        for index in 0..<count {
            if sparse && self.number(3) == 0 {
                increments.append(nil)
                if self.number(2) == 0 {
                    exceptions.append(
                        ReadingException(
                            index: UInt32(index), kind: self.oneOf(ReadingExceptionKind.allCases),
                            value: max(0, self.integer())))
                }
            } else {
                increments.append(self.oneOf([0, 127, 128, .max, UInt64(self.number(5000))]))
            }
        }
        return IntervalReadings(increments: increments, exceptions: exceptions)
    }

    mutating func transaction(_ kind: Int) -> SignedTransaction {
        let sender = PrincipalID(self.word())
        let signed = Transaction(
            sender: sender, sequence: UInt64(self.word()), expires: self.time(), body: self.body(kind)
        ).signed(by: Self.keys[0], genesis: Self.genesisHash)
        guard self.number(3) == 0 else { return signed }
        return signed.approved(by: Self.keys[1], as: PrincipalID(sender.number ^ 1), genesis: Self.genesisHash)
    }

    mutating func block() -> Block {
        let transactions = (0..<self.number(20)).map { _ in self.transaction(self.number(Self.bodyKinds)) }
        return Block(header: self.header(of: transactions), transactions: transactions)
    }

    mutating func header(of transactions: [SignedTransaction] = []) -> BlockHeader {
        BlockHeader(
            height: UInt64(self.word()) + 1, epoch: 1, view: UInt64(self.word()), parent: .sha256(self.bytes(3)),
            time: self.time(), proposer: PrincipalID(self.word()), transactionCount: UInt32(transactions.count),
            energyRoot: Block.root(of: .energy, in: transactions),
            paymentRoot: Block.root(of: .payment, in: transactions), stateRoot: .sha256(self.bytes(3)),
            nextValidators: self.oneOf([nil, nil, .sha256(self.bytes(3))]))
    }

    mutating func votes(for block: Block, kind: VoteKind = .finalize) -> [Vote] {
        let statement = VoteStatement(kind: kind, epoch: 1, view: block.header.view, blockHash: block.hash)
        return Self.keys.enumerated().map {
            statement.signed(by: $0.element, as: PrincipalID(UInt32($0.offset)), genesis: Self.genesisHash)
        }
    }

    mutating func genesis() -> Genesis {
        Genesis(
            zone: self.label(), timeZoneName: "Asia/Kolkata", timeZoneOffsetMinutes: 330, intervalSeconds: 900,
            isDemonstration: self.oneOf([true, false]), time: self.time(),
            principals: Self.keys.enumerated().map {
                Principal(label: "p\($0.offset)", key: $0.element.publicKey, roles: $0.offset == 0 ? .validator : .box)
            }, policy: self.policy())
    }

    static let validators = ValidatorSet(
        epoch: 1,
        members: keys.enumerated().map { Validator(id: PrincipalID(UInt32($0.offset)), key: $0.element.publicKey) })
}
