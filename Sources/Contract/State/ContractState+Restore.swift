internal import CanonicalCBOR
internal import Identity
public import Ledger

extension ContractState {
    private init(empty genesis: Genesis) {
        self.genesis = genesis
        self.genesisHash = genesis.hash
        self.tipHash = self.genesisHash
    }

    /// The state before the first block.
    public init(genesis: Genesis) throws(ContractError) {
        if let problem = genesis.problem {
            throw .badGenesis("expected \(problem.expected), found \(problem.found)")
        }
        self.init(empty: genesis)
        self.zones.append(ZoneRecord(genesis))
        for principal in genesis.principals { self.addPrincipal(principal) }
        self.epochTable.append(EpochRecord(firstHeight: 1, members: genesis.validators))
        self.settleGenesis()
    }

    /// A state as it was stored; the entries come in any order.
    ///
    /// A state with blocks knows its tip only once ``seal(_:)`` gave it the header of its last block.
    public init(genesis: Genesis, entries: [StateEntry]) throws(ContractError) {
        self.init(empty: genesis)
        let sorted = entries.sorted { $0.key < $1.key }
        for entry in sorted { try self.load(entry) }
        guard self.zones.count == 1 else { throw .missingZone }
        guard self.epochTable.count > 0 else { throw .missingValidators }
        guard self.tree.update(sorted) else { throw .missingZone }
        self.keepChanges()
        self.rebuildIndex()
        if self.height > 0 { self.tipHash = .zero }
    }

    /// The state at a block: as stored, with the block's header, whose state root must be that of the entries.
    public init(genesis: Genesis, entries: [StateEntry], tip: BlockHeader) throws(ContractError) {
        try self.init(genesis: genesis, entries: entries)
        do throws(BlockRefusal) { try self.seal(tip) } catch { throw .wrongTip(error) }
    }

    /// All entries, sorted by key.
    public func entries() -> [StateEntry] {
        self.zones.entries + self.principalTable.entries + self.nodeTable.entries + self.meterTable.entries
            + self.registerTable.entries + self.accountTable.entries + self.tariffTable.entries
            + self.billTable.entries + self.paymentTable.entries + self.orderTable.entries
            + self.findingTable.entries + self.collectorTable.entries
            + self.epochTable.entries + self.evidenceTable.entries + self.voucherTable.entries
    }

    /// Gives the last block its header: after ``apply(_:)-(BlockContent)`` or after restoring.
    ///
    /// - Throws: ``BlockRefusal`` where the header is not that of the last block.
    public mutating func seal(_ header: BlockHeader) throws(BlockRefusal) {
        guard header.height == self.height else { throw .height(expected: self.height, found: header.height) }
        guard header.time == self.time else { throw .time(parent: self.time, found: header.time) }
        if let parent = self.sealParent, header.parent != parent {
            throw .parent(expected: parent, found: header.parent)
        }
        guard header.stateRoot == self.root else { throw .stateRoot(expected: self.root, found: header.stateRoot) }
        let next = self.epochBegunByTip?.hash
        guard header.nextValidators == next else { throw .nextValidators(expected: next, found: header.nextValidators) }
        self.tipHash = header.hash
        self.sealParent = nil
    }

    private mutating func load(_ entry: StateEntry) throws(ContractError) {
        switch entry.key.kind {
        case .zone: try Self.load(entry, into: &self.zones)
        case .principal: try Self.load(entry, into: &self.principalTable)
        case .node: try Self.load(entry, into: &self.nodeTable)
        case .meter: try Self.load(entry, into: &self.meterTable)
        case .register: try Self.load(entry, into: &self.registerTable)
        case .account: try Self.load(entry, into: &self.accountTable) { $0.share($1) }
        case .tariff: try Self.load(entry, into: &self.tariffTable)
        case .bill: try Self.load(entry, into: &self.billTable)
        case .payment: try Self.load(entry, into: &self.paymentTable)
        case .order: try Self.load(entry, into: &self.orderTable)
        case .finding: try Self.load(entry, into: &self.findingTable)
        case .collector: try Self.load(entry, into: &self.collectorTable)
        case .validators: try Self.load(entry, into: &self.epochTable)
        case .evidence: try Self.load(entry, into: &self.evidenceTable)
        case .voucher: try Self.load(entry, into: &self.voucherTable)
        }
    }

    /// - Parameter share: lets a record hold what the one before it holds as well.
    private static func load<Record>(
        _ entry: StateEntry, into table: inout Table<Record>, _ share: (inout Record, Record?) -> Void = { _, _ in }
    ) throws(ContractError) {
        guard Int(entry.key.number) == table.count else {
            throw .gap(kind: entry.key.kind, expected: table.count, found: entry.key.number)
        }
        do throws(CBORError) {
            var record = try Record(decoding: entry.bytes)
            share(&record, table.rows.last)
            table.append(record)
        } catch {
            throw .undecodable(kind: entry.key.kind, number: entry.key.number, reason: error.description)
        }
    }

    private mutating func settleGenesis() {
        _ = self.tree.update(self.entries())
        self.keepChanges()
        self.events = []
    }
}
