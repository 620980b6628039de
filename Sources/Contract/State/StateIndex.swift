internal import Identity
internal import Ledger
internal import Metering

/// Where a register's increments go in the balances: into a node, or out of it towards what is metered below.
struct BalanceShare: Hashable, Sendable {
    let node: UInt32
    let isDelivered: Bool
}

/// Look-ups that follow from the records: rebuilt when a state is restored, and never read in hash order; cheap to copy
/// and then to change.
struct StateIndex: Sendable {
    static let several = UInt32.max

    var principalLabels = Lookup<String, UInt32>()
    var principalKeys = Lookup<PublicKey, UInt32>()
    /// Keys that issuers of vouchers gave up: they sign nothing any more.
    var formerKeys = Lookup<PublicKey, UInt32>()
    var nodeLabels = Lookup<String, UInt32>()
    var meterLabels = Lookup<String, UInt32>()
    var accountLabels = Lookup<String, UInt32>()
    var rosters = Lookup<UInt32, Roster>()
    /// By account: its meters, the registers that its bills are for, and the bills that are not settled, oldest first.
    var accountMeters: PagedArray<[UInt32]> = []
    var billedRegisters: PagedArray<[UInt32]> = []
    var openBills: PagedArray<[UInt32]> = []
    /// By account: what it uses is booked by the time of day as well.
    var isTimed: PagedArray<Bool> = []
    /// By account: all its bills, oldest first.
    var accountBills: PagedArray<[UInt32]> = []
    /// True for registers whose use is booked for a bill.
    var isBilled: PagedArray<Bool> = []
    /// By register: the account that has paid for it from the beginning; ``StateIndex/several`` where that changed, or
    /// where there is none.
    var payers: PagedArray<UInt32> = []
    /// By account: the first period that is billed.
    var firstPeriods: PagedArray<UInt32> = []
    /// By register.
    var shares: PagedArray<[BalanceShare]> = []
    /// By node: how many registers report to its balance, and the register of the first meter that delivers into it, which
    /// says what is balanced there.
    var reporters: PagedArray<UInt32> = []
    var balanced: PagedArray<ObisCode?> = []
    /// Meters that stood elsewhere before, or are retired; ascending.
    var moves: [UInt32] = []
    /// By principal: number of its collector record.
    var collectors = Lookup<UInt32, UInt32>()
    var payments = Lookup<PaymentName, UInt32>()
    /// By what their issuers signed.
    var vouchers = Lookup<Digest, UInt32>()
    /// By account, and by the payment that settled them: numbers of vouchers, ascending.
    var openVouchers = Lookup<UInt32, [UInt32]>()
    var settledVouchers = Lookup<UInt32, [UInt32]>()
    /// Vouchers that are open, by their ends.
    var voucherEnds = Queue()
    /// The last finding of a box at a node, open or not.
    var filedFindings = Lookup<FilingPlace, UInt32>()
    var reviews = Queue()
    var waitingOrders = Queue()
    var balances = Queue()
    /// Accounts whose held bills may have nothing against them any more, all at the same time.
    var releases = Queue()
}

/// Where a box has one open finding at most, and files another one after a while.
struct FilingPlace: Hashable, Sendable {
    let node: NodeID
    let box: PrincipalID
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
