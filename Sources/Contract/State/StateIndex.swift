internal import Identity
internal import Ledger
internal import Metering

/// Where a register's increments go in the balances: into a node, or out of it towards what is metered below.
struct BalanceShare: Hashable, Sendable {
    let node: UInt32
    let isDelivered: Bool
}

/// Look-ups that follow from the records: rebuilt when a state is restored, and never read in hash order.
struct StateIndex: Sendable {
    var principalLabels: [String: UInt32] = [:]
    var principalKeys: [PublicKey: UInt32] = [:]
    var nodeLabels: [String: UInt32] = [:]
    var meterLabels: [String: UInt32] = [:]
    var accountLabels: [String: UInt32] = [:]
    var rosters: [UInt32: Roster] = [:]
    /// By account: its meters, the registers that its bills are for, and the bills that are not settled, oldest first.
    var accountMeters: [[UInt32]] = []
    var billedRegisters: [[UInt32]] = []
    var openBills: [[UInt32]] = []
    /// True for registers whose use is booked for a bill.
    var isBilled: [Bool] = []
    /// By register.
    var shares: [[BalanceShare]] = []
    /// By node: how many registers report to its balance, and whether a meter delivers into it.
    var reporters: [UInt32] = []
    var hasDelivery: [Bool] = []
    /// By principal: number of its collector record.
    var collectors: [UInt32: UInt32] = [:]
    var payments: [PaymentName: UInt32] = [:]
    var reviews = Queue()
    var waitingOrders = Queue()
    var balances = Queue()
}

/// A collector's reference names a payment once.
struct PaymentName: Hashable, Sendable {
    let collector: PrincipalID
    /// In UTF-8 bytes: strings that look alike differ.
    let reference: [UInt8]

    init(_ collector: PrincipalID, _ reference: String) {
        self.collector = collector
        self.reference = Array(reference.utf8)
    }
}
