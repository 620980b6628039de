public import CanonicalCBOR

/// What a transaction asks for.
public enum TransactionBody: Hashable, Sendable {
    case registerPrincipal(Principal)
    case registerNode(RegisterNode)
    case registerMeter(RegisterMeter)
    case registerAccount(RegisterAccount)
    case setTariff(SetTariff)
    case setPolicy(Policy)
    case protect(Protect)
    case readings(Readings)
    case meterEvent(MeterEvent)
    case payment(Payment)
    case collectedThrough(CollectedThrough)
    case setValidators(SetValidators)
    case evidence(Evidence)
    case rotateKey(RotateKey)
    case noticeServed(NoticeServed)
    case disputeBill(DisputeBill)
    case decideDispute(DecideDispute)
    case deposit(Deposit)
    case reversal(Reversal)
    case setCalendar(SetCalendar)
    case releaseOrders(ReleaseOrders)
    case approveOrder(ApproveOrder)
    case revokeKey(RevokeKey)
    case amendMeter(AmendMeter)
    case amendAccount(AmendAccount)
    case setHolder(SetHolder)
    case payFromCredit(PayFromCredit)
    case voucher(UseVoucher)
    case fileFinding(FileFinding)
    case judgeFinding(JudgeFinding)
    case lossModel(LossModel)

    /// The account that money is for; nil where it is about none.
    public var paidAccount: AccountID? {
        switch self {
        case .payment(let payment): payment.account
        case .payFromCredit(let payment): payment.account
        default: nil
        }
    }

    public var ledger: LedgerKind {
        switch self {
        case .payment, .collectedThrough, .deposit, .reversal, .payFromCredit, .voucher: .payment
        default: .energy
        }
    }

    /// The kind as people read it, for example `readings`.
    public var kindName: String {
        switch self {
        case .registerPrincipal: "register principal"
        case .registerNode: "register node"
        case .registerMeter: "register meter"
        case .registerAccount: "register account"
        case .setTariff: "set tariff"
        case .setPolicy: "set policy"
        case .protect: "protect"
        case .readings: "readings"
        case .meterEvent: "meter event"
        case .payment: "payment"
        case .collectedThrough: "collected through"
        case .setValidators: "set validators"
        case .evidence: "evidence"
        case .rotateKey: "rotate key"
        case .noticeServed: "notice served"
        case .disputeBill: "dispute bill"
        case .decideDispute: "decide dispute"
        case .deposit: "deposit"
        case .reversal: "reversal"
        case .setCalendar: "set calendar"
        case .releaseOrders: "release orders"
        case .approveOrder: "approve order"
        case .revokeKey: "revoke key"
        case .amendMeter: "amend meter"
        case .amendAccount: "amend account"
        case .setHolder: "set holder"
        case .payFromCredit: "pay from credit"
        case .voucher: "voucher"
        case .fileFinding: "file finding"
        case .judgeFinding: "judge finding"
        case .lossModel: "loss model"
        }
    }
}

extension TransactionBody {
    public var cbor: CBOR {
        let (kind, record): (UInt64, CBOR) =
            switch self {
            case .registerPrincipal(let record): (1, record.cbor)
            case .registerNode(let record): (2, record.cbor)
            case .registerMeter(let record): (3, record.cbor)
            case .registerAccount(let record): (4, record.cbor)
            case .setTariff(let record): (5, record.cbor)
            case .setPolicy(let record): (6, record.cbor)
            case .protect(let record): (7, record.cbor)
            case .readings(let record): (8, record.cbor)
            case .meterEvent(let record): (9, record.cbor)
            case .payment(let record): (10, record.cbor)
            case .collectedThrough(let record): (11, record.cbor)
            case .setValidators(let record): (12, record.cbor)
            case .evidence(let record): (13, record.cbor)
            case .rotateKey(let record): (14, record.cbor)
            case .noticeServed(let record): (15, record.cbor)
            case .disputeBill(let record): (16, record.cbor)
            case .decideDispute(let record): (17, record.cbor)
            case .deposit(let record): (18, record.cbor)
            case .reversal(let record): (19, record.cbor)
            case .setCalendar(let record): (20, record.cbor)
            case .releaseOrders(let record): (21, record.cbor)
            case .approveOrder(let record): (22, record.cbor)
            case .revokeKey(let record): (23, record.cbor)
            case .amendMeter(let record): (24, record.cbor)
            case .amendAccount(let record): (25, record.cbor)
            case .setHolder(let record): (26, record.cbor)
            case .payFromCredit(let record): (27, record.cbor)
            case .voucher(let record): (28, record.cbor)
            case .fileFinding(let record): (29, record.cbor)
            case .judgeFinding(let record): (30, record.cbor)
            case .lossModel(let record): (31, record.cbor)
            }
        return .array([.unsigned(kind), record])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        let kind = try fields.uint8("kind")
        var record = try fields.fields("record")
        switch kind {
        case 1: self = .registerPrincipal(try Principal(&record))
        case 2: self = .registerNode(try RegisterNode(&record))
        case 3: self = .registerMeter(try RegisterMeter(&record))
        case 4: self = .registerAccount(try RegisterAccount(&record))
        case 5: self = .setTariff(try SetTariff(&record))
        case 6: self = .setPolicy(try Policy(&record))
        case 7: self = .protect(try Protect(&record))
        case 8: self = .readings(try Readings(&record))
        case 9: self = .meterEvent(try MeterEvent(&record))
        case 10: self = .payment(try Payment(&record))
        case 11: self = .collectedThrough(try CollectedThrough(&record))
        case 12: self = .setValidators(try SetValidators(&record))
        case 13: self = .evidence(try Evidence(&record))
        case 14: self = .rotateKey(try RotateKey(&record))
        case 15: self = .noticeServed(try NoticeServed(&record))
        case 16: self = .disputeBill(try DisputeBill(&record))
        case 17: self = .decideDispute(try DecideDispute(&record))
        case 18: self = .deposit(try Deposit(&record))
        case 19: self = .reversal(try Reversal(&record))
        case 20: self = .setCalendar(try SetCalendar(&record))
        case 21: self = .releaseOrders(try ReleaseOrders(&record))
        case 22: self = .approveOrder(try ApproveOrder(&record))
        case 23: self = .revokeKey(try RevokeKey(&record))
        case 24: self = .amendMeter(try AmendMeter(&record))
        case 25: self = .amendAccount(try AmendAccount(&record))
        case 26: self = .setHolder(try SetHolder(&record))
        case 27: self = .payFromCredit(try PayFromCredit(&record))
        case 28: self = .voucher(try UseVoucher(&record))
        case 29: self = .fileFinding(try FileFinding(&record))
        case 30: self = .judgeFinding(try JudgeFinding(&record))
        case 31: self = .lossModel(try LossModel(&record))
        default: throw fields.refused("kind", expected: "a known transaction kind", found: "\(kind)")
        }
        try record.end()
    }
}
