/// What the service tells of itself.
public struct StatusReport: Codable, Sendable {
    public var name: String
    public var version: String
    public var zone: String
    public var genesisHash: String
    public var intervalSeconds: UInt32
    /// `validator` or `follower`.
    public var role: String
    /// The box's number on the chain; nil where its key is not registered.
    public var principal: UInt32?
    public var height: UInt64
    public var tipHash: String
    public var stateRoot: String
    /// Block time of the tip.
    public var tipTime: String
    /// The box's own chain time.
    public var chainTime: String
    public var tipAgeSeconds: Int64
    public var clockScale: Int64
    public var peers: [PeerReport]
    public var buses: [BusReport]
    /// Own transactions that are not final yet.
    public var outbox: Int
    public var accounts: AccountCounts
    public var openFindings: Int
    /// Bills that wait until a meter shows the ratios of its transformers.
    public var heldBills: Int
    /// Vouchers that have ended without a payment.
    public var unsettledVouchers: Int
    public var refusedHandshakes: Int
    /// Resident memory in kB.
    public var residentKilobytes: Int
    /// Why it does not vote, though its key is a validator's; nil where it votes, or has no vote.
    public var notVoting: String?
    /// Why it cannot store blocks; nil where it can.
    public var notStoring: String?
    /// Why the watch for losses keeps nothing over a restart; nil where it does, or nothing is watched.
    public var notWatching: String?
    /// What became of the file when it was read again; nil where it was not since the service started.
    public var configuration: ConfigurationReport?
}

/// What a reload made of the configuration's file.
public struct ConfigurationReport: Codable, Sendable {
    /// When it was read last, RFC 3339.
    public var readAt: String
    /// Why it was refused: nothing was changed then.
    public var problem: String?
    /// What was taken over at that time.
    public var applied: [String]
    /// What is changed in the file and in force after a restart.
    public var waiting: [String]
}

public struct AccountCounts: Codable, Sendable {
    public var active: Int
    public var due: Int
    public var noticed: Int
    public var ordered: Int
    public var protected: Int
}

public struct PeerReport: Codable, Sendable {
    public var name: String
    public var isConnected: Bool
}

public struct BusReport: Codable, Sendable {
    public var name: String
    public var port: String
    /// `open`, or why it is not.
    public var state: String
    public var transactions: Int
    public var timeOuts: Int
    public var checksumErrors: Int
    public var exceptions: Int
    public var devices: [DeviceReport]
}

public struct DeviceReport: Codable, Sendable {
    public var name: String
    public var unit: Int
    public var profile: String
    public var meter: String?
    public var isCommunicating: Bool
    /// Real seconds since the last answer; nil where there was none.
    public var lastAnswerSeconds: Double?
    public var relay: String?
}

public struct BlockReport: Codable, Sendable {
    public var height: UInt64
    public var hash: String
    public var parent: String
    public var time: String
    public var view: UInt64
    public var proposer: UInt32
    public var energyRoot: String
    public var paymentRoot: String
    public var stateRoot: String
    /// Validators who signed the finality certificate.
    public var signers: [UInt32]
    public var transactions: [BlockTransactionReport]
}

public struct BlockTransactionReport: Codable, Sendable {
    public var id: String
    public var ledger: String
    public var kind: String
    public var sender: UInt32
    public var sequence: UInt64
}

public struct TransactionReport: Codable, Sendable {
    public var id: String
    /// `waiting`, `final`, `failed` or `unknown`.
    public var state: String
    public var height: UInt64?
    /// Why the contract refused it.
    public var failure: String?
}

public struct AccountReport: Codable, Sendable {
    public var number: UInt32
    public var label: String
    public var tariff: String
    /// What is owed; negative is credit.
    public var balancePaise: Int64
    /// `active`, `due`, `noticed` or `ordered`.
    public var standing: String
    public var protection: String?
    /// Until when the supply permit holds; nil before the first.
    public var permitThrough: String?
    public var meters: [String]
    /// A notice is to be served: until then nothing follows.
    public var awaitsNotice: Bool
    /// When the notice that runs was served, and when an order may follow.
    public var noticeAt: String?
    public var noticeEnd: String?
    /// An order waits for an officer, a day with room, or the collectors' word.
    public var awaitsOrder: Bool
    public var dispute: DisputeReport?
    /// Bills that wait until a meter shows the ratios of its transformers; nil where there is none.
    public var heldBills: HeldBillsReport?
    /// By which its supplies were switched on before a payment was there.
    public var vouchers: [VoucherUseReport]
}

public struct HeldBillsReport: Codable, Sendable {
    public var count: Int
    /// Start of the oldest held period, and end of the newest.
    public var periodStart: String
    public var periodEnd: String
    /// The meter that keeps them back, what it shows and what was declared; nil where they are made with the next block.
    public var meter: String?
    public var shown: String?
    public var expected: String?
}

public struct RatiosReport: Codable, Sendable {
    /// Such as `CT 100/5, PT 11000/110`: what is declared, or was shown first.
    public var declared: String
    /// Nil for what was shown first.
    public var declaredFrom: String?
    /// What the meter showed last, and when; nil where nothing was read.
    public var shown: String?
    public var shownAt: String?
    /// True where both disagree: then the meter's bills are held.
    public var isContradictory: Bool
}

public struct DisputeReport: Codable, Sendable {
    public var bill: UInt32
    public var openedAt: String
    public var deadline: String
    /// What keeps any order away until the decision, and what was deposited.
    public var requiredPaise: Int64
    public var depositPaise: Int64
}

public struct CalendarReport: Codable, Sendable {
    /// Such as `10:00-16:00`, local.
    public var hours: String
    public var weekdays: [String]
    /// Such as `2026-01-26`.
    public var holidays: [String]
}

public struct BillReport: Codable, Sendable {
    public var number: UInt32
    public var account: String
    public var periodStart: String
    public var periodEnd: String
    public var tariff: String
    public var tariffVersion: Int
    /// In the tariff's base unit.
    public var quantity: Int64
    public var unit: String
    public var lines: [BillLineReport]
    public var totalPaise: Int64
    /// What the decision of a dispute took off the total.
    public var reliefPaise: Int64
    public var paidPaise: Int64
    public var dueAt: String
    /// True where readings of the period were missing or estimated.
    public var isIncomplete: Bool
    /// Why the bill has no amount and waits for a person; nil where it has one.
    public var problem: String?
}

public struct BillLineReport: Codable, Sendable {
    public var name: String
    public var amountPaise: Int64
    public var parts: [BillPartReport]
}

public struct BillPartReport: Codable, Sendable {
    public var quantity: Int64
    public var rate: Int64
}

public struct OrderReport: Codable, Sendable {
    public var number: UInt32
    public var account: String
    public var arrearsPaise: Int64
    public var noticeAt: String
    public var noticeEnd: String
    public var issuedAt: String
    public var revokedAt: String?
}

public struct FindingReport: Codable, Sendable {
    public var number: UInt32
    public var node: String
    public var kind: String
    public var onset: String
    public var raisedAt: String
    /// What is unexplained, in ``unit``.
    public var quantity: Int64
    /// The base unit of the node's meters: Wh, L.
    public var unit: String
    public var isOpen: Bool
    /// The box that filed it; nil where the contract raised it by itself.
    public var filedBy: String?
    /// `L1` to `L3`; nil where it is on all of them, or nobody can tell.
    public var phase: String?
    /// Standard deviation of the quantity, of a box's.
    public var deviation: UInt64?
    /// SHA-256 of the evidence that the box keeps.
    public var evidence: String?
    public var verdict: VerdictReport?
}

/// What was found on site.
public struct VerdictReport: Codable, Sendable {
    public var isConfirmed: Bool
    public var by: String
    public var visitedAt: String
    public var reference: String
}

/// What is sealed of a finding to one principal.
public struct SealedReport: Codable, Sendable {
    public var finding: UInt32
    public var evidence: String
    /// Hexadecimal.
    public var note: String
}

public struct MeterReport: Codable, Sendable {
    public var number: UInt32
    public var label: String
    public var serial: String
    public var node: String
    public var account: String?
    /// What it measures, as it is registered: `electricity`, `water`, `irrigation`, `transport`.
    public var service: String
    /// Registers on the chain that were read.
    public var registers: [RegisterReport]
    /// The relay as last read back: `closed`, `open`, `unknown`; nil where there is none.
    public var relay: String?
    /// What this box reads of it; nil where another box does.
    public var measured: MeasuredReport?
    /// What is known of its measuring transformers; nil where nothing is.
    public var ratios: RatiosReport?
}

public struct RegisterReport: Codable, Sendable {
    public var obis: String
    public var value: Int64
    public var boundary: String
}

public struct EventReport: Codable, Sendable {
    public var height: UInt64
    public var kind: String
    public var text: String
}

/// What a signer needs to know of its principal.
public struct PrincipalReport: Codable, Sendable {
    public var number: UInt32
    public var label: String
    public var roles: [String]
    public var nextSequence: UInt64
}
