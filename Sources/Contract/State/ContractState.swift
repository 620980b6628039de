public import Identity
public import Ledger
public import Metering

/// The state of a zone's contract, and the only way to change it: ``apply(_:)-(Block)``.
///
/// Pure: integers, block time, no I/O, nothing in hash order. The same blocks give the same state, event by event and
/// byte by byte, on every replica. It never traps, whatever a block holds.
public struct ContractState: Sendable {
    public let genesis: Genesis
    public let genesisHash: Digest
    /// Hash of the last block; the genesis hash at height 0, and ``Digest/zero`` while the last block has no header yet.
    public internal(set) var tipHash: Digest
    /// What the next header to be sealed must name as its parent, where that is known.
    var sealParent: Digest?

    var zones = Table<ZoneRecord>()
    var principalTable = Table<PrincipalRecord>()
    var nodeTable = Table<NodeRecord>()
    var meterTable = Table<MeterRecord>()
    var registerTable = Table<RegisterRecord>()
    var accountTable = Table<AccountRecord>()
    var tariffTable = Table<TariffRecord>()
    var billTable = Table<BillRecord>()
    var paymentTable = Table<PaymentRecord>()
    var orderTable = Table<OrderRecord>()
    var findingTable = Table<FindingRecord>()
    var collectorTable = Table<CollectorRecord>()
    var epochTable = Table<EpochRecord>()
    var evidenceTable = Table<EvidenceRecord>()
    var voucherTable = Table<VoucherRecord>()

    var index = StateIndex()
    var tree = StateTree()
    /// Events of the block that is being applied.
    var events: [ContractEvent] = []

    /// The zone's record, which is there from the start.
    public var zone: ZoneRecord { self.zones[0] ?? ZoneRecord(self.genesis) }
    public var height: UInt64 { self.zone.height }
    /// Time of the last block.
    public var time: UTCTime { self.zone.time }
    public var policy: Policy { self.zone.policy }
    /// When boxes are to hand in their readings, as the policy stands.
    public var submissionSchedule: SubmissionSchedule {
        SubmissionSchedule(genesis: self.genesis, policy: self.policy)
    }
    public var root: Digest { self.tree.root }

    public var principals: PagedArray<PrincipalRecord> { self.principalTable.rows }
    public var nodes: PagedArray<NodeRecord> { self.nodeTable.rows }
    public var meters: PagedArray<MeterRecord> { self.meterTable.rows }
    public var registers: PagedArray<RegisterRecord> { self.registerTable.rows }
    public var accounts: PagedArray<AccountRecord> { self.accountTable.rows }
    public var tariffs: PagedArray<TariffRecord> { self.tariffTable.rows }
    public var bills: PagedArray<BillRecord> { self.billTable.rows }
    public var payments: PagedArray<PaymentRecord> { self.paymentTable.rows }
    public var orders: PagedArray<OrderRecord> { self.orderTable.rows }
    public var findings: PagedArray<FindingRecord> { self.findingTable.rows }
    public var collectors: PagedArray<CollectorRecord> { self.collectorTable.rows }

    public var evidence: PagedArray<EvidenceRecord> { self.evidenceTable.rows }
    public var vouchers: PagedArray<VoucherRecord> { self.voucherTable.rows }

    /// The validators of the epoch in which the next block is made.
    public var validators: ValidatorSet {
        self.epochTable.rows.last?.validators ?? self.genesis.firstValidators
    }

    /// The validators of an epoch from 1 to that of ``validators``; nil for any other.
    public func validators(ofEpoch epoch: UInt64) -> ValidatorSet? {
        guard epoch >= 1, epoch <= UInt64(self.epochTable.count) else { return nil }
        return self.epochTable.rows[Int(epoch - 1)].validators
    }

    /// What a box reads; empty for a principal without meters.
    public func roster(of box: PrincipalID) -> Roster { self.index.rosters[box.number] ?? Roster() }

    /// The sequence number of a principal's next transaction; 1 is the first.
    public func nextSequence(of principal: PrincipalID) -> UInt64 {
        let last = self.principalTable[principal.number]?.lastSequence ?? 0
        return last == .max ? .max : last + 1
    }

    /// Meters that an account pays for now, in the order of their numbers.
    public func meters(of account: AccountID) -> [MeterID] {
        guard self.index.accountMeters.indices.contains(Int(account.number)) else { return [] }
        return self.index.accountMeters[Int(account.number)]
            .filter { self.meterTable[$0]?.account == account && self.meterTable[$0]?.retiredAt == nil }
            .map { MeterID($0) }
    }

    /// Numbers of the bills of an account that are not settled, oldest first.
    public func openBills(of account: AccountID) -> [UInt32] {
        self.index.openBills.indices.contains(Int(account.number)) ? self.index.openBills[Int(account.number)] : []
    }

    public func principal(labelled label: String) -> PrincipalID? {
        self.index.principalLabels[label].map { .init($0) }
    }
    public func principal(with key: PublicKey) -> PrincipalID? { self.index.principalKeys[key].map { .init($0) } }
    public func node(labelled label: String) -> NodeID? { self.index.nodeLabels[label].map { .init($0) } }
    public func meter(labelled label: String) -> MeterID? { self.index.meterLabels[label].map { .init($0) } }
    public func account(labelled label: String) -> AccountID? { self.index.accountLabels[label].map { .init($0) } }

    /// The payment that a collector recorded under its reference.
    public func payment(of collector: PrincipalID, reference: String) -> UInt32? {
        self.index.payments[PaymentName(collector, reference)]
    }
}
