public import Identity
public import Ledger
internal import Metering

extension ContractEvent: CustomStringConvertible {
    /// One line in plain words with figures; times are in UTC.
    public var description: String {
        switch self {
        case .transactionFailed(let index, let id, let kind, let sender, let reason):
            "\(Self.failure(of: kind, index: index, id: id, sender: sender))\(reason)"
        case .principalRegistered(let id, let label, let roles):
            "principal \(id) \"\(label)\" registered as \(roles.roleNames.joined(separator: ", "))"
        case .nodeRegistered(let id, let label, let kind): "\(kind) \(id) \"\(label)\" registered"
        case .meterRegistered(let id, let label, let node, let box):
            "meter \(id) \"\(label)\" registered at node \(node), read by box \(box)"
        case .meterAmended(let id, let label, let from, let fact):
            "meter \(id) \"\(label)\" \(fact.words) from \(from)"
        case .accountAmended(let id, let label, let from): "account \(id) \"\(label)\" has other terms from \(from)"
        case .holderSet(let id, let label, let holder):
            "account \(id) \"\(label)\" is held by " + (holder.map { "principal \($0)" } ?? "nobody with a key")
        case .accountOpened(let id, let label, let tariff): "account \(id) \"\(label)\" opened on tariff \(tariff)"
        case .tariffSet(let id, let version, let label, let from):
            "tariff \(id) version \(version) \"\(label)\" set, in force from \(from)"
        case .policySet(let isIllustrative): isIllustrative ? "illustrative policy set" : "policy set"
        case .readingsBooked(let box, let end, let values, let missing, let exceptions):
            "readings of box \(box) booked to \(end): \(values) values, \(missing) missing, \(exceptions) out of the ordinary"
        default: self.moneyDescription ?? self.fieldDescription
        }
    }

    /// The line of a transaction that failed, up to the reason.
    ///
    /// Stored events are searched by it: other words do not find the failures of older chains.
    ///
    /// - Parameters:
    ///   - kind: name of the transaction's body.
    ///   - index: from 0 within its block.
    public static func failure(of kind: String, index: UInt32, id: Digest, sender: PrincipalID) -> String {
        "\(kind) of principal \(sender) failed (transaction \(index), \(id.hex.prefix(8))…): "
    }

    private var moneyDescription: String? {
        switch self {
        case .billClosed(let bill, _, let label, let quantity, let unit, let total, let due, let marks, let problem):
            "bill \(bill) for \(label): \(Figures.quantity(quantity, unit)), \(Figures.rupees(total)), due \(due)"
                + (marks.isEmpty ? "" : " (\(marks.names.joined(separator: ", ")))") + (problem.map { ": \($0)" } ?? "")
        case .billHeld(_, let label, let period, _, let meter, let shown, let expected):
            "bill of \(label) for period \(period) held: meter \(meter) shows \(shown), expected \(expected); look at "
                + "the transformers, then declare their ratio or set the meter right"
        case .paymentRecorded(let payment, _, let label, let amount, let reference):
            "payment \(payment) of \(Figures.rupees(amount)) from \(label), reference \(reference)"
        case .permitGranted(_, let label, let through): "supply permit for \(label) granted through \(through)"
        case .noticeServed(_, let label, let arrears, let end):
            "notice to \(label): \(Figures.rupees(arrears)) overdue, disconnection possible from \(end)"
        case .orderIssued(let order, _, let label, let bill, let arrears, let noticeAt, let noticeEnd):
            "order \(order) to disconnect \(label): \(Figures.rupees(arrears)) overdue since bill \(bill), "
                + "noticed \(noticeAt), notice ended \(noticeEnd)"
        case .orderRevoked(let order, _, let label, let why):
            "order \(order) against \(label) revoked: \(why)"
        case .protectionSet(_, let label, let reason):
            reason.map { "\(label) is protected (\($0))" } ?? "\(label) is no longer protected"
        default: self.claimDescription
        }
    }

    private var claimDescription: String? {
        switch self {
        case .noticeDue(_, let label, let arrears):
            "a notice to \(label) is to be served: \(Figures.rupees(arrears)) overdue"
        case .orderAwaitsSignature(_, let label): "an order to disconnect \(label) waits for an officer's signature"
        case .ordersReleased(let day, let additional): "\(additional) more orders released for day \(day)"
        case .disputeOpened(let bill, _, let label, let deadline, let required):
            "bill \(bill) of \(label) disputed, to be decided by \(deadline); "
                + "a deposit of \(Figures.rupees(required)) keeps any order away until then and after"
        case .disputeDecided(let bill, _, let label, let relief, let deposit):
            "dispute over bill \(bill) of \(label) decided: "
                + (relief == 0 ? "the bill stands" : "\(Figures.rupees(relief)) taken off")
                + (deposit == 0 ? "" : ", deposit of \(Figures.rupees(deposit)) credited")
        case .depositRecorded(let payment, let bill, _, let label, let amount, let reference):
            "deposit \(payment) of \(Figures.rupees(amount)) under protest from \(label) for bill \(bill), "
                + "reference \(reference)"
        case .paymentReversed(let payment, _, let label, let amount, let reference, let why):
            "payment \(payment) of \(Figures.rupees(amount)) from \(label), reference \(reference), taken back: "
                + "\(why.words)"
        case .paidFromCredit(let payment, _, let label, let account, let amount):
            "payment \(payment): \(Figures.rupees(amount)) of the credit of \(label) went to account \(account)"
        case .permitShortened(_, let label, let through): "supply permit for \(label) ends \(through)"
        default: self.voucherDescription
        }
    }

    private var voucherDescription: String? {
        switch self {
        case .voucherUsed(let voucher, _, let meter, _, let label, _, let issuer, let reference, let usedAt):
            "voucher \(voucher) of \(issuer), reference \(reference), switched \(meter) on for \(label) at \(usedAt)"
        case .voucherSettled(let voucher, let payment, _, let label, let reference):
            "voucher \(voucher) for \(label), reference \(reference), is settled by payment \(payment)"
        case .voucherReopened(let voucher, let payment, _, let label, let reference):
            "voucher \(voucher) for \(label), reference \(reference), is open again: payment \(payment) was taken back"
        case .voucherUnsettled(let voucher, _, let label, _, let issuer, let reference, let usedAt):
            "voucher \(voucher) for \(label) ended without a payment: ask \(issuer) for the money of reference "
                + "\(reference), used \(usedAt)"
        default: nil
        }
    }

    private var fieldDescription: String {
        switch self {
        case .relayReported(_, let label, let kind, let value, let time):
            "relay of \(label) \(Figures.relay(kind, value)) at \(time)"
        case .meterReported(_, let label, let kind, let value, let time):
            "meter \(label): \(Figures.words(kind)) at \(time), value \(value)"
        case .ratiosReported(_, let label, let shown, let expected, let time):
            "meter \(label) shows \(shown) at \(time)"
                + (expected.map { ", expected \($0): no bill is made of it until they agree" } ?? "")
        case .validatorsSet(let epoch, let members):
            "validators of epoch \(epoch): principals \(members.map { "\($0)" }.joined(separator: ", "))"
        case .calendarSet(let holidays): "calendar of \(holidays) holidays set"
        case .keyRevoked(let id, let label, let why, let hasNewKey):
            "key of principal \(id) (\(label)) revoked: \(why)" + (hasNewKey ? "; it has another" : "")
        case .keyRotated(let id, let label): "principal \(id) (\(label)) has another key"
        case .evidenceRecorded(let evidence, let offender, let label, let kind, let epoch, let view):
            "evidence \(evidence): validator \(offender) \"\(label)\" \(kind.words) in view \(view) of epoch \(epoch)"
        default: self.findingDescription ?? self.kindName
        }
    }

    private var findingDescription: String? {
        switch self {
        case .findingRaised(let finding, _, let label, let kind, let quantity, let unit, let onset):
            "finding \(finding) at \(label): \(Figures.quantity(quantity, unit)) \(Figures.words(kind)) since \(onset)"
        case .findingUpdated(let finding, _, let label, let kind, let quantity, let unit, let onset):
            "finding \(finding) at \(label) grows: \(Figures.quantity(quantity, unit)) \(Figures.words(kind)) since \(onset)"
        case .findingClosed(let finding, _, let label, let kind, let quantity, let unit):
            "finding \(finding) at \(label) closed: \(Figures.quantity(quantity, unit)) \(Figures.words(kind)) in all"
        case .findingFiled(
            let finding, _, let label, let box, let kind, let phase, let quantity, let unit, let onset, let isNew):
            "finding \(finding) at \(label)\(phase.map { ", L\($0)" } ?? ""), \(isNew ? "filed" : "revised") by \(box): "
                + "\(Figures.words(kind)), \(Figures.quantity(quantity, unit)) since \(onset)"
        case .findingJudged(let finding, _, let label, let isConfirmed, let by, let reference):
            "finding \(finding) at \(label) \(isConfirmed ? "confirmed" : "refuted") on site by \(by), reference \(reference)"
        case .lossModelSet(_, let label, let loss, let by):
            "balance of \(label) calibrated by \(by): \(loss)"
        default: nil
        }
    }
}

extension MeterFact {
    fileprivate var words: String {
        switch self {
        case .node(let node): "stands at node \(node)"
        case .account(let account): account.map { "is paid for by account \($0)" } ?? "is paid for by nobody"
        case .exchanged(let serial, _): "exchanged for number \(serial)"
        case .retired: "retired"
        case .ratios(let ratios): "stands behind \(ratios)"
        }
    }
}

extension ReversalReason {
    fileprivate var words: String {
        switch self {
        case .dishonoured: "not honoured"
        case .mistaken: "recorded by mistake"
        case .chargedBack: "charged back"
        }
    }
}

extension BillMarks {
    /// The marks in words, in the order of their bits.
    public var names: [String] {
        let all: [(BillMarks, String)] = [
            (.substituted, "substituted values"), (.late, "late use of an earlier period"),
            (.suspect, "doubtful values"), (.discontinuous, "register restarted"), (.incomplete, "incomplete"),
            (.uncomputable, "not computable"), (.disputed, "disputed"),
        ]
        return all.filter { self.contains($0.0) }.map(\.1)
    }
}
