import Contract
import Identity
import Ledger
import Metering
import Testing

@Suite struct AdmissionTests {
    private static let watermark = TransactionBody.collectedThrough(CollectedThrough(time: Samples.start))

    @Test func mempoolAndBlockRefuse() throws {
        let zone = try Zone()
        let now = Samples.start.adding(seconds: 10)
        let stranger = Transaction(sender: PrincipalID(77), sequence: 1, expires: now, body: Self.watermark)
            .signed(by: Zone.keys[0], genesis: zone.genesisHash)
        let otherChain = Transaction(sender: Zone.id(.collector), sequence: 1, expires: now, body: Self.watermark)
            .signed(by: Zone.keys[4], genesis: .zero)
        let cases: [(SignedTransaction, TransactionRefusal)] = [
            (stranger, .unknownSender(PrincipalID(77))),
            (otherChain, .badSignature(Zone.id(.collector))),
            (zone.signed(Self.watermark, by: .collector, sequence: 1, key: .box), .badSignature(Zone.id(.collector))),
            (zone.signed(Self.watermark, by: .collector, sequence: 0), .replayed(next: 1, found: 0)),
            (
                zone.signed(Self.watermark, by: .collector, sequence: 1, expires: now.adding(milliseconds: -1)),
                .expired(at: now.adding(milliseconds: -1), now: now)
            ),
        ]
        for (transaction, refusal) in cases {
            #expect(throws: refusal) { try zone.state.admit(transaction, at: now) }
            var state = zone.state
            let root = state.root
            #expect(throws: BlockRefusal.transaction(index: 0, refusal)) {
                _ = try state.apply(BlockContent(time: now, transactions: [transaction]))
            }
            #expect(state.root == root && state.height == 0)
        }
        #expect(throws: TransactionRefusal.missingRole(needed: .collector, kind: "collected through")) {
            try zone.state.admit(zone.signed(Self.watermark, by: .box, sequence: 1), at: now)
        }
        try zone.state.admit(zone.signed(Self.watermark, by: .collector, sequence: 3), at: now)
        var state = zone.state
        #expect(throws: BlockRefusal.transaction(index: 0, .sequence(next: 1, found: 3))) {
            let late = zone.signed(Self.watermark, by: .collector, sequence: 3)
            _ = try state.apply(BlockContent(time: now, transactions: [late]))
        }
    }

    @Test func anAdmissionCountsForItsOwnTransactionAlone() throws {
        let zone = try Zone()
        let now = Samples.start.adding(seconds: 10)
        let good = zone.signed(Self.watermark, by: .collector, sequence: 1)
        let forged = zone.signed(Self.watermark, by: .collector, sequence: 1, key: .box)
        let admission = try zone.state.admit(good, at: now)
        var state = zone.state
        #expect(throws: BlockRefusal.transaction(index: 0, .badSignature(Zone.id(.collector)))) {
            _ = try state.apply(BlockContent(time: now, transactions: [forged]), admitted: { _ in admission })
        }
        _ = try state.apply(BlockContent(time: now, transactions: [good]), admitted: { _ in admission })
        #expect(state.height == 1)
    }

    @Test func aBlockHoldsTransactionsAsLargeAsTheyMayBe() throws {
        let zone = try Zone()
        let now = Samples.start.adding(seconds: 1)
        let large = (1...40).map {
            let event = MeterEvent(
                meter: MeterID(0), time: now, kind: .tamper, value: 0, evidence: Array(repeating: 0, count: 4096))
            return zone.signed(.meterEvent(event), by: .box, sequence: UInt64($0))
        }
        var state = zone.state
        _ = try state.apply(BlockContent(time: now, transactions: large))
        #expect(state.height == 1)
    }

    @Test func valuesThatNobodyCouldReadBackAreRefused() throws {
        let zone = try Zone()
        let payment = Payment(account: AccountID(0), amountPaise: -5, reference: "", receivedAt: Samples.start)
        #expect(throws: TransactionRefusal.malformed) {
            try zone.state.admit(zone.signed(.payment(payment), by: .collector, sequence: 1), at: Samples.start)
        }
    }

    @Test func blockIsCheckedAgainstItsHeaderAndItsState() throws {
        var zone = try Zone()
        try zone.setUp(houses: 1)
        var proposer = zone.state
        let time = zone.state.time.adding(seconds: 1)
        let outcome = try proposer.apply(BlockContent(time: time, transactions: []))
        let good = BlockHeader(
            height: zone.state.height + 1, epoch: 1, view: 9, parent: zone.state.tipHash, time: time,
            proposer: Zone.id(.validator), transactionCount: 0, energyRoot: Block.root(of: .energy, in: []),
            paymentRoot: Block.root(of: .payment, in: []), stateRoot: outcome.stateRoot)
        var cases: [(BlockHeader, BlockRefusal)] = []
        func add(_ refusal: BlockRefusal, _ change: (inout BlockHeader) -> Void) {
            var header = good
            change(&header)
            cases.append((header, refusal))
        }
        add(.height(expected: 3, found: 9)) { $0.height = 9 }
        add(.epoch(expected: 1, found: 2)) { $0.epoch = 2 }
        add(.parent(expected: zone.state.tipHash, found: .zero)) { $0.parent = .zero }
        add(.time(parent: zone.state.time, found: zone.state.time)) { $0.time = zone.state.time }
        add(.proposer(Zone.id(.box))) { $0.proposer = Zone.id(.box) }
        add(.header) { $0.transactionCount = 1 }
        add(.stateRoot(expected: outcome.stateRoot, found: .zero)) { $0.stateRoot = .zero }
        add(.nextValidators(expected: nil, found: .zero)) { $0.nextValidators = .zero }
        for (header, refusal) in cases {
            var state = zone.state
            #expect(throws: refusal) { _ = try state.apply(Block(header: header, transactions: [])) }
            #expect(state.root == zone.state.root && state.entries() == zone.state.entries())
            _ = try state.apply(Block(header: good, transactions: []))
            #expect(state.root == outcome.stateRoot)
        }
    }

    @Test func damagedEntriesAreRefused() throws {
        var zone = try Zone()
        try zone.setUp(houses: 1)
        let entries = zone.state.entries()
        for index in entries.indices where entries[index].key.kind != .zone {
            var fewer = entries
            let removed = fewer.remove(at: index)
            let isLast = !fewer.contains { $0.key.kind == removed.key.kind && $0.key.number > removed.key.number }
            if !isLast {
                #expect(throws: ContractError.self) { try ContractState(genesis: zone.genesis, entries: fewer) }
            }
            var damaged = entries
            damaged[index] = StateEntry(key: removed.key, bytes: removed.bytes + [0])
            #expect(throws: ContractError.self) { try ContractState(genesis: zone.genesis, entries: damaged) }
        }
        let header = try #require(zone.header)
        #expect(throws: ContractError.self) {
            try ContractState(genesis: zone.genesis, entries: entries.dropLast(), tip: header)
        }
        #expect(try ContractState(genesis: zone.genesis, entries: entries, tip: header).tipHash == zone.state.tipHash)
    }
}
