import Contract
import Identity
import Ledger
import Metering
import Proofs
import Tariffs

/// A zone whose every block is final by a quorum of its validators, which may change.
struct ProofZone {
    /// Principals 0 to 3 are the zone's first validators, as many of them as it has.
    enum Who: UInt32, CaseIterable {
        case validator0, validator1, validator2, validator3, box, registrar, collector, regulator, spare
    }

    let genesis: Genesis
    private(set) var state: ContractState
    private(set) var blocks: [FinalizedBlock] = []
    private(set) var history: [EpochHandover] = []
    /// The state after each block, from height 1.
    private(set) var states: [ContractState] = []
    private var pending: [SignedTransaction] = []
    /// By principal; a rotation changes it.
    private var keys: [SigningKey]

    /// Monday 2026-01-05, local midnight in India.
    static let start = UTCTime(seconds: 1_767_551_400)

    init(validators: Int = 1, zone: String = "proofs", policy: Policy = ProofZone.policy) throws {
        self.keys = try Who.allCases.map { try SigningKey(seed: Array(repeating: UInt8($0.rawValue + 1), count: 32)) }
        let keys = self.keys
        self.genesis = Genesis(
            zone: zone, timeZoneName: "Asia/Kolkata", timeZoneOffsetMinutes: 330, intervalSeconds: 900,
            isDemonstration: true, time: Self.start,
            principals: Who.allCases.map { who in
                Principal(
                    label: "\(who)", key: keys[Int(who.rawValue)].publicKey, roles: Self.roles(who, validators))
            }, policy: policy)
        self.state = try ContractState(genesis: self.genesis)
    }

    private static func roles(_ who: Who, _ validators: Int) -> Roles {
        switch who {
        case .validator0, .validator1, .validator2, .validator3: Int(who.rawValue) < validators ? .validator : .crew
        case .box: .box
        case .registrar: .registrar
        case .collector: .collector
        case .regulator: .regulator
        case .spare: .crew
        }
    }

    /// Three-hour periods, billed after a quarter of an hour, due an hour later, noticed for two hours.
    static let policy = Policy(
        isIllustrative: true, billingPeriodSeconds: 10_800, billingGraceSeconds: 900, dueSeconds: 3600,
        noticePeriod: .seconds(7200), balanceGraceSeconds: 900, switchingStartMinute: 0, switchingEndMinute: 1440,
        switchingWeekdays: 0x7f, freshnessSeconds: 1800, maximumOrdersPerDay: 100, collectorWatermarkSeconds: 0,
        arrearsFloorPaise: 100, noticeDelivery: .recorded)

    static func id(_ who: Who) -> PrincipalID { PrincipalID(who.rawValue) }

    func key(_ who: Who) -> SigningKey { self.keys[Int(who.rawValue)] }

    mutating func submit(_ body: TransactionBody, by who: Who, approvedBy approver: Who? = nil) {
        let waiting = self.pending.filter { $0.transaction.sender == Self.id(who) }.count
        var signed = Transaction(
            sender: Self.id(who), sequence: self.state.nextSequence(of: Self.id(who)) + UInt64(waiting),
            expires: UTCTime(seconds: 4_000_000_000), body: body
        ).signed(by: self.key(who), genesis: self.genesis.hash)
        if let approver {
            signed = signed.approved(by: self.key(approver), as: Self.id(approver), genesis: self.genesis.hash)
        }
        self.pending.append(signed)
    }

    /// By the principal that was registered last, with this key.
    mutating func submit(_ body: TransactionBody, byNewest key: SigningKey) {
        self.keys.append(key)
        let transaction = Transaction(
            sender: PrincipalID(UInt32(self.keys.count - 1)), sequence: 1, expires: UTCTime(seconds: 4_000_000_000),
            body: body)
        self.pending.append(transaction.signed(by: key, genesis: self.genesis.hash))
    }

    @discardableResult mutating func block(at time: UTCTime) throws -> [ContractEvent] {
        var proposer = self.state
        let validators = self.state.validators
        let (block, outcome) = try proposer.propose(
            BlockContent(time: time, transactions: self.pending), view: self.state.height + 1,
            by: validators.members.first?.id ?? Self.id(.validator0))
        self.pending = []
        try self.append(block, validators)
        if let next = outcome.nextValidators, let last = self.blocks.last {
            self.history.append(EpochHandover(last: FinalHeader(last), from: validators, to: next))
        }
        return outcome.events
    }

    private mutating func append(_ block: Block, _ validators: ValidatorSet) throws {
        _ = try self.state.apply(block)
        self.states.append(self.state)
        guard let certificate = self.certificate(for: block.header, validators, signers: validators.quorum) else {
            throw Unexpected()
        }
        self.blocks.append(FinalizedBlock(block: block, certificate: certificate))
    }

    /// A finalization of a header by some of its validators.
    func certificate(
        for header: BlockHeader, _ validators: ValidatorSet, signers: Int, epoch: UInt64? = nil,
        kind: VoteKind = .finalize
    ) -> Certificate? {
        let statement = VoteStatement(
            kind: kind, epoch: epoch ?? header.epoch, view: header.view, blockHash: header.hash)
        return Certificate(
            votes: validators.members.prefix(signers).map {
                statement.signed(by: self.keys[Int($0.id.number)], as: $0.id, genesis: self.genesis.hash)
            })
    }

    @discardableResult mutating func block(after seconds: Int64) throws -> [ContractEvent] {
        try self.block(at: self.state.time.adding(seconds: seconds))
    }

    /// Gives a principal another key.
    mutating func rotateKey(of who: Who, seed: UInt8) throws {
        let key = try SigningKey(seed: Array(repeating: seed, count: 32))
        self.submit(.rotateKey(RotateKey(to: key, of: Self.id(who), genesis: self.genesis.hash)), by: who)
        try self.block(after: 1)
        self.keys[Int(who.rawValue)] = key
    }

    /// Revokes a principal's key, and gives it another one in the same transaction.
    mutating func replaceKey(of who: Who, seed: UInt8) throws {
        let key = try SigningKey(seed: Array(repeating: seed, count: 32))
        let rotation = RotateKey(to: key, of: Self.id(who), genesis: self.genesis.hash)
        self.submit(
            .revokeKey(RevokeKey(principal: Self.id(who), cause: .lost, replacement: rotation)), by: .registrar,
            approvedBy: .regulator)
        try self.block(after: 1)
        self.keys[Int(who.rawValue)] = key
    }

    /// Final state, history and the blocks of some transactions, as a box has them.
    func material(at height: UInt64? = nil) throws -> ProofMaterial {
        let index = Int(height ?? UInt64(self.blocks.count)) - 1
        return ProofMaterial(state: self.states[index], tip: FinalHeader(self.blocks[index]), history: self.history)
    }

    /// The transactions that a condition holds for, in the order of the chain, signed with the keys of now.
    func located(_ condition: (Transaction) -> Bool) -> [ProofMaterial.Located] {
        self.blocks.flatMap { final in
            final.block.transactions.indices.compactMap { index in
                let transaction = final.block.transactions[index].transaction
                guard condition(transaction) else { return nil }
                let key = self.keys[Int(transaction.sender.number)].publicKey
                return ProofMaterial.Located(block: final, index: index, key: key)
            }
        }
    }
}

struct Unexpected: Error {}
