public import Identity
public import Ledger
public import Metering

/// What a block did, as people and boxes need to know it.
public enum ContractEvent: Hashable, Sendable {
    case transactionFailed(index: UInt32, id: Digest, kind: String, sender: PrincipalID, reason: FailureReason)
    case keyRotated(PrincipalID, label: String)
    case principalRegistered(PrincipalID, label: String, roles: Roles)
    case nodeRegistered(NodeID, label: String, kind: NodeKind)
    case meterRegistered(MeterID, label: String, node: NodeID, box: PrincipalID)
    case meterAmended(MeterID, label: String, from: UTCTime, fact: MeterFact)
    case accountAmended(AccountID, label: String, from: UTCTime)
    case accountOpened(AccountID, label: String, tariff: TariffID)
    case tariffSet(TariffID, version: UInt32, label: String, effectiveFrom: UTCTime)
    case policySet(isIllustrative: Bool)
    case readingsBooked(box: PrincipalID, intervalEnd: UTCTime, values: UInt32, missing: UInt32, exceptions: UInt32)
    case billClosed(
        bill: UInt32, account: AccountID, label: String, quantity: Int64, unit: Unit, totalPaise: Int64,
        dueAt: UTCTime, marks: BillMarks, problem: BillProblem?)
    /// A period is over and gets no bill until the meter shows what is declared of its transformers.
    case billHeld(
        AccountID, label: String, period: UInt32, meter: MeterID, meterLabel: String, shown: MeasuringRatios,
        expected: MeasuringRatios)
    case paymentRecorded(payment: UInt32, account: AccountID, label: String, amountPaise: Int64, reference: String)
    case permitGranted(AccountID, label: String, through: UTCTime)
    case noticeServed(AccountID, label: String, arrearsPaise: Int64, end: UTCTime)
    case orderIssued(
        order: UInt32, account: AccountID, label: String, bill: UInt32, arrearsPaise: Int64, noticeAt: UTCTime,
        noticeEnd: UTCTime)
    case orderRevoked(order: UInt32, account: AccountID, label: String, why: RevocationReason)
    /// A notice is to be served: until then nothing follows.
    case noticeDue(AccountID, label: String, arrearsPaise: Int64)
    case orderAwaitsSignature(AccountID, label: String)
    case ordersReleased(day: UInt32, additional: UInt32)
    case calendarSet(holidays: UInt32)
    case disputeOpened(bill: UInt32, account: AccountID, label: String, deadline: UTCTime, requiredPaise: Int64)
    case disputeDecided(bill: UInt32, account: AccountID, label: String, reliefPaise: Int64, depositPaise: Int64)
    case depositRecorded(
        payment: UInt32, bill: UInt32, account: AccountID, label: String, amountPaise: Int64, reference: String)
    case paymentReversed(
        payment: UInt32, account: AccountID, label: String, amountPaise: Int64, reference: String, why: ReversalReason)
    case holderSet(AccountID, label: String, holder: PrincipalID?)
    /// Of the account whose credit it was; the other one's payment has its own event.
    case paidFromCredit(payment: UInt32, from: AccountID, label: String, account: AccountID, amountPaise: Int64)
    /// A box let a supply be on by a voucher.
    case voucherUsed(
        voucher: UInt32, meter: MeterID, meterLabel: String, account: AccountID, label: String, issuer: PrincipalID,
        issuerLabel: String, reference: String, usedAt: UTCTime)
    case voucherSettled(voucher: UInt32, payment: UInt32, account: AccountID, label: String, reference: String)
    /// The payment that had settled it was taken back.
    case voucherReopened(voucher: UInt32, payment: UInt32, account: AccountID, label: String, reference: String)
    /// It has ended, and no payment is for it: its issuer took money that the chain never saw, or gave its word for none.
    case voucherUnsettled(
        voucher: UInt32, account: AccountID, label: String, issuer: PrincipalID, issuerLabel: String, reference: String,
        usedAt: UTCTime)
    case permitShortened(AccountID, label: String, through: UTCTime)
    case keyRevoked(PrincipalID, label: String, why: RevocationCause, hasNewKey: Bool)
    case protectionSet(AccountID, label: String, reason: ProtectionReason?)
    case relayReported(MeterID, label: String, kind: MeterEventKind, value: Int64, time: UTCTime)
    case meterReported(MeterID, label: String, kind: MeterEventKind, value: Int64, time: UTCTime)
    /// A meter's own registers show these ratios; with what was expected where that differs.
    case ratiosReported(
        MeterID, label: String, shown: MeasuringRatios, expected: MeasuringRatios?, time: UTCTime)
    case findingRaised(
        finding: UInt32, node: NodeID, label: String, kind: FindingKind, quantity: Int64, unit: Unit, onset: UTCTime)
    case findingUpdated(
        finding: UInt32, node: NodeID, label: String, kind: FindingKind, quantity: Int64, unit: Unit, onset: UTCTime)
    case findingClosed(finding: UInt32, node: NodeID, label: String, kind: FindingKind, quantity: Int64, unit: Unit)
    /// A box's own estimator found it, or says now that it is otherwise.
    case findingFiled(
        finding: UInt32, node: NodeID, label: String, box: String, kind: FindingKind, phase: UInt8?, quantity: Int64,
        unit: Unit, onset: UTCTime, isNew: Bool)
    case findingJudged(
        finding: UInt32, node: NodeID, label: String, isConfirmed: Bool, by: String, reference: String)
    case lossModelSet(NodeID, label: String, LossAllowance, by: String)
    /// The block is its epoch's last; these validators make the next one.
    case validatorsSet(epoch: UInt64, members: [PrincipalID])
    case evidenceRecorded(
        evidence: UInt32, offender: PrincipalID, label: String, EvidenceKind, epoch: UInt64, view: UInt64)
}

extension ContractEvent {
    /// The kind as programs read it, for example `billClosed`.
    public var kindName: String {
        switch self {
        case .transactionFailed: "transactionFailed"
        case .principalRegistered: "principalRegistered"
        case .nodeRegistered: "nodeRegistered"
        case .meterRegistered: "meterRegistered"
        case .accountOpened: "accountOpened"
        case .tariffSet: "tariffSet"
        case .policySet: "policySet"
        case .readingsBooked: "readingsBooked"
        case .billClosed: "billClosed"
        case .billHeld: "billHeld"
        case .paymentRecorded: "paymentRecorded"
        case .permitGranted: "permitGranted"
        case .noticeServed: "noticeServed"
        case .orderIssued: "orderIssued"
        case .orderRevoked: "orderRevoked"
        case .protectionSet: "protectionSet"
        case .relayReported: "relayReported"
        case .meterReported: "meterReported"
        case .ratiosReported: "ratiosReported"
        case .findingRaised: "findingRaised"
        case .findingUpdated: "findingUpdated"
        case .findingClosed: "findingClosed"
        case .findingFiled: "findingFiled"
        case .findingJudged: "findingJudged"
        case .lossModelSet: "lossModelSet"
        case .validatorsSet: "validatorsSet"
        case .evidenceRecorded: "evidenceRecorded"
        case .keyRotated: "keyRotated"
        case .meterAmended: "meterAmended"
        case .accountAmended: "accountAmended"
        case .noticeDue: "noticeDue"
        case .orderAwaitsSignature: "orderAwaitsSignature"
        case .ordersReleased: "ordersReleased"
        case .calendarSet: "calendarSet"
        case .disputeOpened: "disputeOpened"
        case .disputeDecided: "disputeDecided"
        case .depositRecorded: "depositRecorded"
        case .paymentReversed: "paymentReversed"
        case .permitShortened: "permitShortened"
        case .holderSet: "holderSet"
        case .paidFromCredit: "paidFromCredit"
        case .keyRevoked: "keyRevoked"
        case .voucherUsed: "voucherUsed"
        case .voucherSettled: "voucherSettled"
        case .voucherReopened: "voucherReopened"
        case .voucherUnsettled: "voucherUnsettled"
        }
    }
}
