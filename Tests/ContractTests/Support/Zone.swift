import CanonicalCBOR
import Contract
import Identity
import Ledger
import Metering
import Tariffs
import TestSupport
import Testing

enum Who: UInt32, CaseIterable {
    case validator, box, otherBox, registrar, collector, regulator
    /// Registered by tests that need one, as the first principal after those of the genesis.
    case consumer
}

/// A zone on three replicas: one proposes with the content, two verify the encoded block.
struct Zone {
    let genesis: Genesis
    let genesisHash: Digest
    private(set) var state: ContractState
    private(set) var replica: ContractState
    private(set) var pending: [SignedTransaction] = []
    /// Of the last block.
    private(set) var header: BlockHeader?
    private var sequences: [UInt32: UInt64] = [:]
    /// Register values as the meters show them, by roster position.
    var registers: [UInt32: [Int64]] = [:]

    static let keys: [SigningKey] = Who.allCases.compactMap { who in
        try? SigningKey(seed: Array(repeating: UInt8(who.rawValue + 1), count: 32))
    }

    static let roles: [Roles] = [.validator, .box, .box, .registrar, .collector, .regulator]
    private static let founders = Who.allCases.filter { $0 != .consumer }

    init(policy: Policy = Samples.policy, isDemonstration: Bool = true, start: UTCTime = Samples.start) throws {
        self.genesis = Genesis(
            zone: "test", timeZoneName: "Asia/Kolkata", timeZoneOffsetMinutes: 330, intervalSeconds: 900,
            isDemonstration: isDemonstration, time: start,
            principals: Self.founders.map {
                Principal(
                    label: "\($0)", key: Self.keys[Int($0.rawValue)].publicKey, roles: Self.roles[Int($0.rawValue)])
            }, policy: policy)
        self.genesisHash = self.genesis.hash
        self.state = try ContractState(genesis: self.genesis)
        self.replica = self.state
    }

    static func id(_ who: Who) -> PrincipalID { PrincipalID(who.rawValue) }

    mutating func submit(_ body: TransactionBody, by who: Who, approvedBy approver: Who? = nil) {
        let next = self.sequences[who.rawValue, default: 0] + 1
        self.sequences[who.rawValue] = next
        var signed = self.signed(body, by: who, sequence: next)
        if let approver {
            signed = signed.approved(
                by: Self.keys[Int(approver.rawValue)], as: Self.id(approver), genesis: self.genesisHash)
        }
        self.pending.append(signed)
    }

    func signed(
        _ body: TransactionBody, by who: Who, sequence: UInt64, key: Who? = nil, expires: UTCTime? = nil
    ) -> SignedTransaction {
        Transaction(
            sender: Self.id(who), sequence: sequence, expires: expires ?? UTCTime(seconds: 4_000_000_000), body: body
        ).signed(by: Self.keys[Int((key ?? who).rawValue)], genesis: self.genesisHash)
    }

    /// Puts what is pending into a block at `time`, on all replicas, and checks what must hold at every height.
    @discardableResult mutating func block(at time: UTCTime) throws -> [ContractEvent] {
        let transactions = self.pending
        self.pending = []
        var proposer = self.state
        let (made, proposed) = try proposer.propose(
            BlockContent(time: time, transactions: transactions), view: self.state.height + 1,
            by: self.state.validators.members.first?.id ?? Self.id(.validator))
        let header = made.header
        self.header = header
        let block = try Block(decoding: made.encoded())
        let before = self.state.entries()
        let outcome = try self.state.apply(block)
        #expect(outcome == proposed)
        #expect(try self.replica.apply(block) == outcome)
        #expect(self.state.root == header.stateRoot && self.replica.tipHash == proposer.tipHash)
        let old = Set(before)
        #expect(outcome.changed == self.state.entries().filter { !old.contains($0) })
        self.checkMoney()
        return outcome.events
    }

    @discardableResult mutating func block(after seconds: Int64) throws -> [ContractEvent] {
        try self.block(at: self.state.time.adding(seconds: seconds))
    }

    /// Money is conserved: what accounts owe is what was billed less what was received, bill by bill.
    func checkMoney() {
        let zone = self.state.zone
        #expect(self.state.accounts.map(\.balancePaise).reduce(0, +) == zone.billedPaise - zone.receivedPaise)
        let standing = self.state.payments.filter { $0.reversedAt == nil && $0.source == nil }
            .map { Int128($0.amountPaise) }
        #expect(standing.reduce(0, +) == Int128(zone.receivedPaise) + Int128(zone.heldPaise))
        #expect(self.state.accounts.compactMap(\.dispute?.depositPaise).reduce(0, +) == zone.heldPaise)
        for (number, account) in self.state.accounts.enumerated() {
            let open = self.state.openBills(of: AccountID(UInt32(number))).map { self.state.bills[Int($0)].openPaise }
            #expect(open.reduce(0, +) - account.creditPaise == account.balancePaise)
            let bills = self.state.bills.filter { $0.account.number == UInt32(number) }
            #expect(bills.map { $0.totalPaise - $0.reliefPaise }.reduce(0, +) == account.billedPaise)
            #expect(bills.map(\.settledPaise).reduce(0, +) + account.creditPaise == account.paidPaise)
        }
    }

    /// The replica that verifies starts anew from stored entries.
    mutating func restart(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let restored = try ContractState(
            genesis: self.genesis, entries: self.replica.entries().shuffled(using: &generator))
        #expect(restored.root == self.state.root)
        #expect(restored.height == self.state.height && restored.time == self.state.time)
        self.replica = restored
        if let header = self.header { try self.replica.seal(header) }
        #expect(self.replica.tipHash == self.state.tipHash)
    }
}
