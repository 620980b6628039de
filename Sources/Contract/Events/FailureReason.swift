public import Ledger
public import Metering

/// Why a transaction changed nothing but its sender's sequence number.
public enum FailureReason: Error, Hashable, Sendable {
    case missingRole(needed: Roles)
    case numbersUsedUp
    case labelTaken(String)
    case keyTaken
    case genesisRole(Roles)
    case unknownNode(NodeID)
    case unknownMeter(MeterID)
    case unknownAccount(AccountID)
    case unknownTariff(TariffID)
    case wrongParent(NodeKind, under: NodeKind)
    case treeTooDeep(limit: Int)
    case notABox(PrincipalID)
    case badChannels
    case channelMissing(ObisCode)
    case rosterFull(PrincipalID, limit: Int)
    case gridMeterDisconnect
    case gridMeterAccount
    /// What flows through the node is balanced in another unit.
    case gridMeterMedium(NodeID)
    case legalUse(LegalUse)
    case wrongUnit(tariff: TariffID, Service)
    case tariffNotInForce(TariffID)
    case badTariff(String)
    /// A line is for a use by its day and time, and a bill is for a period.
    case tariffForSingleUse(line: String)
    case illustrativeTariff
    case tariffOutOfOrder(last: UTCTime)
    case tariffRetroactive(earliest: UTCTime)
    case tariffUnit
    case tooManyVersions(limit: Int)
    case tariffNumber(next: UInt32)
    case badPolicy(String)
    case illustrativePolicy
    case rosterVersion(expected: UInt32, found: UInt32)
    case rosterLength(expected: Int, found: Int)
    case misalignedInterval(UTCTime, seconds: UInt32)
    case inFuture(UTCTime, now: UTCTime)
    /// The register was not read at the interval's start: send the register's value instead of an increment.
    case needsAbsolute(position: UInt32, meter: MeterID, last: UTCTime?)
    case alreadyRead(position: UInt32, meter: MeterID, last: UTCTime)
    case registerWentBack(position: UInt32, meter: MeterID, last: Int64, found: Int64)
    case implausibleRollover(position: UInt32, meter: MeterID, last: Int64)
    case valueOverflow(position: UInt32, meter: MeterID, limit: Int64)
    case foreignMeter(MeterID, box: PrincipalID)
    case badRelayState(Int64)
    case badRatios(String)
    case paymentReplayed(payment: UInt32, reference: String)
    case amountOverflow
    case watermarkWentBack(last: UTCTime)
    case unknownPrincipal(PrincipalID)
    case needsRegulator
    case epochEndsAlready(next: UInt64)
    case sameValidators
    case tooManyValidatorChanges(limit: Int, found: Int)
    case unknownEpoch(UInt64, last: UInt64)
    case badEvidence
    /// A validator's key is changed by governance.
    case validatorKey
    /// The new key did not sign.
    case badKeyProof
    case evidenceKnown(number: UInt32)
    case revokedKey(PrincipalID)
    case revokedBefore(PrincipalID)
    /// Other signatures are needed: one of these lists of signers, each with one of the roles at its place.
    case needsApproval(GovernedMatter, alternatives: [[Roles]])
    case approvalImpossible(GovernedMatter)
    case noNoticeDue(AccountID)
    case noticeTooEarly(due: UTCTime)
    case noOrderWaits(AccountID)
    case dayHasPassed(today: UInt32, found: UInt32)
    case unknownBill(UInt32)
    case disputedBefore(bill: UInt32)
    case disputeOpen(bill: UInt32)
    case nothingToDispute(bill: UInt32)
    case noDispute(bill: UInt32)
    case reliefTooLarge(bill: UInt32, totalPaise: Int64)
    case unknownPayment(reference: String)
    case notTheHolder(account: AccountID)
    case creditTooSmall(account: AccountID, creditPaise: Int64)
    case creditToItself
    case reversedBefore(payment: UInt32, at: UTCTime)
    case voucherSignature
    case voucherIssuer
    case voucherTerm
    case voucherReplayed(voucher: UInt32)
    case nobodyPays(MeterID)
    case meterRetired(MeterID, at: UTCTime)
    case gridMeterMove
    case tooManyPlacements(limit: Int)
    case tooManyTerms(limit: Int)
    case tooManyRevocations(limit: Int)
    case tooManyRotations(limit: Int)
    case timesNotBooked(AccountID)
    case factOutOfOrder(last: UTCTime)
    /// The meter was read after the instant: what was booked stays booked.
    case readBeyond(MeterID, boundary: UTCTime)
    case periodBilled(earliest: UTCTime)
    case exchangeLength(expected: Int, found: Int)
    case exchangeContradicts(MeterID, before: Int64, after: Int64)
    /// The sender reads no meter that delivers into the node.
    case foreignNode(NodeID)
    /// A kind that only the contract raises.
    case findingKind(FindingKind)
    case timesReversed(UTCTime, UTCTime)
    case notVigilance(PrincipalID)
    case nothingFiled(NodeID)
    case filedTooSoon(earliest: UTCTime)
    case unknownFinding(UInt32)
    case findingOpen(UInt32)
    case loosensLoss(registered: LossAllowance)
}

extension FailureReason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .missingRole(let needed): "the sender lacks the role \(needed.roleNames.joined(separator: " or "))"
        case .numbersUsedUp: "the numbers of this kind are used up; start a new zone"
        case .labelTaken(let label): "the label \"\(label)\" is taken; give another"
        case .keyTaken: "another principal has this key; give each its own"
        case .genesisRole(let roles): "only the genesis gives the role \(roles.roleNames.joined(separator: " or "))"
        case .unknownNode(let id): "no node has the number \(id); register it first"
        case .unknownMeter(let id): "no meter has the number \(id); register it first"
        case .unknownAccount(let id): "no account has the number \(id); register it first"
        case .unknownTariff(let id): "no tariff has the number \(id); set it first"
        case .wrongParent(let kind, let parent): "a \(kind) cannot stand below a \(parent)"
        case .treeTooDeep(let limit): "the grid tree is \(limit) levels deep; no more are allowed"
        case .notABox(let id): "principal \(id) is not a box; give the meter to one that is"
        case .badChannels: "a meter has 1 to 8 different channels"
        case .channelMissing(let code): "the meter lacks the channel \(code), which its service is billed by"
        case .rosterFull(let id, let limit): "box \(id) would have more than \(limit) registers"
        case .gridMeterDisconnect: "a meter that delivers into the grid has no consumer to disconnect"
        case .gridMeterMedium(let node):
            "node \(node) is balanced by meters of another register; give this service a node of its own"
        case .gridMeterAccount: "a meter that delivers into the grid has no account"
        case .legalUse(let use): "a meter for \(use) supports no bill; give one for billing or a submeter"
        case .wrongUnit(let tariff, let service): "tariff \(tariff) has another unit than \(service) is metered in"
        case .tariffNotInForce(let id): "tariff \(id) is not in force yet"
        case .badTariff(let problem): "the document is no tariff: \(problem)"
        case .tariffForSingleUse(let line):
            "line \"\(line)\" goes by the day and time of one use, and bills are for a period: take days and hours out of its "
                + "condition, or charge by time_of_day_rate or time_of_day_percent"
        case .illustrativeTariff: "only a demonstration takes an illustrative tariff"
        case .tariffOutOfOrder(let last): "the last version holds from \(last); a new one must hold from later"
        case .tariffRetroactive(let earliest):
            "periods before \(earliest) are billed; a version may hold from then at the earliest"
        case .tariffUnit: "the versions of a tariff share one unit; make a new tariff"
        case .tooManyVersions(let limit): "the tariff has \(limit) versions; make a new tariff"
        case .tariffNumber(let next): "the next new tariff has the number \(next)"
        case .badPolicy(let problem): "the policy cannot work: \(problem)"
        case .illustrativePolicy: "only a demonstration takes an illustrative policy"
        case .rosterVersion(let expected, let found):
            "readings over roster version \(found), the box's roster is version \(expected); build them again"
        case .rosterLength(let expected, let found):
            "readings of \(found) registers, the box's roster has \(expected); build them again"
        case .misalignedInterval(let end, let seconds): "\(end) is no multiple of the interval of \(seconds) s"
        case .inFuture(let time, let now): "\(time) is later than block time \(now) allows; check the clock"
        case .needsAbsolute(let position, let meter, let last):
            "position \(position) (meter \(meter)) was last read \(last.map { "at \($0)" } ?? "never"): send the register"
        case .alreadyRead(let position, let meter, let last):
            "position \(position) (meter \(meter)) is read up to \(last) already"
        case .registerWentBack(let position, let meter, let last, let found):
            "position \(position) (meter \(meter)) went from \(last) back to \(found): say reset, rollover or replaced"
        case .implausibleRollover(let position, let meter, let last):
            "position \(position) (meter \(meter)) was at \(last), too far from its end: say reset or replaced"
        case .valueOverflow(let position, let meter, let limit):
            "position \(position) (meter \(meter)) would exceed \(limit); check the meter"
        case .foreignMeter(let meter, let box): "meter \(meter) is on the roster of box \(box), not of the sender"
        case .badRelayState(let value): "\(value) is no state of a relay"
        case .badRatios(let problem): "the evidence holds no measuring transformers' ratios: \(problem)"
        case .paymentReplayed(let payment, let reference):
            "reference \"\(reference)\" is payment \(payment) already; nothing was booked twice"
        case .amountOverflow: "the amount does not fit the account"
        case .watermarkWentBack(let last): "collected through \(last) was said already"
        case .unknownPrincipal(let id): "no principal has the number \(id); register it first"
        case .needsRegulator: "a set of validators takes the regulator's approval beside the registrar's signature"
        case .epochEndsAlready(let next): "this block names the validators of epoch \(next) already; wait for the next"
        case .sameValidators: "these are the validators of the epoch already"
        case .tooManyValidatorChanges(let limit, let found):
            "\(found) validators would change, at most \(limit) may at once; go in steps"
        case .unknownEpoch(let epoch, let last): "epoch \(epoch) is not known; the last is \(last)"
        case .validatorKey:
            "a validator's key stands in its epoch's set: register another principal and let governance name it instead"
        case .badKeyProof: "the new key did not sign for this principal; make the rotation anew"
        case .badEvidence: "the two messages were not both signed by a validator of their epoch"
        case .revokedKey(let id): "the key of principal \(id) was revoked"
        case .revokedBefore(let id): "the key of principal \(id) is revoked already; name a key that replaces it"
        case .needsApproval(let matter, let alternatives):
            "the policy asks for the signatures of \(Self.text(alternatives)) under a matter of the kind \(matter)"
        case .approvalImpossible(let matter):
            "nobody could ever approve a matter of the kind \(matter): too few principals have the roles that it takes"
        case .noNoticeDue(let account): "account \(account) has nothing overdue that a notice is waited for"
        case .noticeTooEarly(let due): "the bill was due until \(due): a notice before that is none"
        case .noOrderWaits(let account): "no order for account \(account) waits for a signature"
        case .dayHasPassed(let today, let found): "day \(found) has passed; today is \(today)"
        case .unknownBill(let bill): "no bill has the number \(bill)"
        case .disputedBefore(let bill): "bill \(bill) was disputed before; a decision is final here"
        case .disputeOpen(let bill): "the account disputes bill \(bill); that is to be decided first"
        case .nothingToDispute(let bill): "nothing of bill \(bill) is open"
        case .noDispute(let bill): "bill \(bill) is not disputed; record the money as a payment"
        case .reliefTooLarge(let bill, let total): "bill \(bill) is over \(total) paise; no more can be taken off"
        case .unknownPayment(let reference): "the collector recorded nothing under the reference \"\(reference)\""
        case .notTheHolder(let account):
            "the sender does not hold account \(account); the utility's registrar says who does"
        case .creditTooSmall(let account, let credit):
            "account \(account) has \(Figures.rupees(credit)) of credit; pay at most so much from it"
        case .creditToItself: "the credit is this account's already, and settles its bills by itself"
        case .reversedBefore(let payment, let at): "payment \(payment) was taken back at \(at) already"
        case .voucherSignature: "the voucher's signature is not that of its key"
        case .voucherIssuer: "the voucher's key is none of a collector, registrar or regulator"
        case .voucherTerm: "a voucher is good for seven days at most; it was used after its end, or is good for longer"
        case .voucherReplayed(let voucher): "it is voucher \(voucher) already: it is good once"
        case .nobodyPays(let meter): "no account paid for meter \(meter) when the voucher was used"
        case .meterRetired(let meter, let at): "meter \(meter) is retired since \(at)"
        case .gridMeterMove:
            "a meter that delivers into the grid is the border of a balance: register another one in its new place"
        case .tooManyPlacements(let limit): "the meter stood at \(limit) places; register it anew"
        case .timesNotBooked(let account):
            "use of account \(account) was booked without its time of day since; let it hold from the next period"
        case .tooManyRevocations(let limit): "\(limit) of the principal's keys were revoked; register another principal"
        case .tooManyRotations(let limit): "the principal gave up \(limit) keys; register another principal"
        case .tooManyTerms(let limit): "the account had \(limit) terms; open another account"
        case .factOutOfOrder(let last): "the last fact of its kind holds from \(last); a new one must hold from later"
        case .readBeyond(let meter, let boundary):
            "meter \(meter) was read up to \(boundary) already; say an instant from then on"
        case .periodBilled(let earliest): "periods before \(earliest) are billed; it may hold from then at the earliest"
        case .exchangeLength(let expected, let found):
            "values of \(found) registers, the meter has \(expected): say one pair for each, in the order of its channels"
        case .exchangeContradicts(let meter, let before, let after):
            "meter \(meter) was read at \(before) before and \(after) after the exchange, which does not fit"
        case .foreignNode(let node): "the sender reads no meter that delivers into node \(node)"
        case .findingKind(let kind): "the contract alone raises a finding of the kind \"\(Figures.words(kind))\""
        case .timesReversed(let from, let to): "\(from) is later than \(to)"
        case .notVigilance(let id):
            "principal \(id) may open no sealed note: it lacks the role vigilance, or its key is revoked"
        case .nothingFiled(let node): "the sender has no open finding at node \(node)"
        case .filedTooSoon(let earliest): "the box may file another finding at the node from \(earliest) on"
        case .unknownFinding(let number): "no finding has the number \(number)"
        case .findingOpen(let number):
            "finding \(number) at the node is open: nothing is learned while something is wrong"
        case .loosensLoss(let registered):
            "a box only sharpens the balance, and the registrar allows \(registered); ask the registrar for more"
        case .evidenceKnown(let number): "evidence \(number) says this of the validator and the epoch already"
        }
    }

    private static func text(_ alternatives: [[Roles]]) -> String {
        alternatives.map { $0.map { $0.roleNames.joined(separator: " or ") }.joined(separator: " and ") }
            .joined(separator: ", or of ")
    }
}
