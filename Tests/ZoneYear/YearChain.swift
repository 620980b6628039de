import Contract
import Identity
import Ledger
import Metering

/// A zone's chain: a proposer makes every block, a follower reads it back from its bytes and executes it.
struct YearChain {
    enum Who: Hashable {
        case validator, registrar, regulator, collector
        case box(UInt32)

        var id: PrincipalID {
            switch self {
            case .validator: PrincipalID(0)
            case .registrar: PrincipalID(1)
            case .regulator: PrincipalID(2)
            case .collector: PrincipalID(3)
            case .box(let number): PrincipalID(4 + number)
            }
        }
    }

    let genesis: Genesis
    private let keys: [SigningKey]
    private let genesisHash: Digest
    private(set) var state: ContractState
    private var follower: ContractState
    private var pending: [SignedTransaction] = []
    private var waiting: [PrincipalID: UInt64] = [:]
    private var header: BlockHeader?
    private(set) var transactions = 0

    init(boxes: UInt32, start: UTCTime, policy: Policy) throws {
        let officers: [(Who, Roles)] = [
            (.validator, .validator), (.registrar, .registrar), (.regulator, .regulator), (.collector, .collector),
        ]
        let people = officers + (0..<boxes).map { (.box($0), .box) }
        let keys = try people.indices.map { try SigningKey(seed: Array(repeating: UInt8($0 + 1), count: 32)) }
        self.keys = keys
        self.genesis = Genesis(
            zone: "a year", timeZoneName: "Asia/Kolkata", timeZoneOffsetMinutes: 330,
            intervalSeconds: UInt32(Year.interval), isDemonstration: true, time: start,
            principals: people.map { who, roles in
                Principal(label: "\(who)", key: keys[Int(who.id.number)].publicKey, roles: roles)
            }, policy: policy)
        self.genesisHash = self.genesis.hash
        self.state = try ContractState(genesis: self.genesis)
        self.follower = self.state
    }

    mutating func submit(_ body: TransactionBody, by who: Who) {
        let id = who.id
        let sequence = self.state.nextSequence(of: id) + self.waiting[id, default: 0]
        self.waiting[id, default: 0] += 1
        self.pending.append(
            Transaction(sender: id, sequence: sequence, expires: UTCTime(seconds: 4_000_000_000), body: body)
                .signed(by: self.keys[Int(id.number)], genesis: self.genesisHash))
    }

    /// Puts what was submitted into the next block.
    mutating func block(at time: UTCTime) throws -> [ContractEvent] {
        let transactions = self.pending
        (self.pending, self.waiting) = ([], [:])
        self.transactions += transactions.count
        let (block, outcome) = try self.state.propose(
            BlockContent(time: time, transactions: transactions), view: self.state.height + 1, by: Who.validator.id)
        self.header = block.header
        let followed = try self.follower.apply(try Block(decoding: block.encoded()))
        guard followed == outcome, self.follower.tipHash == self.state.tipHash else {
            throw YearError("the follower differs at height \(block.header.height)")
        }
        try self.checkMoney()
        return outcome.events
    }

    /// The follower goes on from its stored entries, as after a restart.
    mutating func restartFollower() throws {
        var restored = try ContractState(genesis: self.genesis, entries: self.follower.entries())
        if let header = self.header { try restored.seal(header) }
        guard restored.root == self.state.root else { throw YearError("a restarted follower has another root") }
        self.follower = restored
    }

    private func checkMoney() throws {
        let zone = self.state.zone
        let owed = self.state.accounts.reduce(Int64(0)) { $0 + $1.balancePaise }
        guard owed == zone.billedPaise - zone.receivedPaise else {
            throw YearError("money is not conserved at height \(self.state.height)")
        }
    }

    /// The last block's header, final by the zone's validator.
    func tip() throws -> FinalHeader {
        guard let header = self.header else { throw YearError("no block") }
        let statement = VoteStatement(kind: .finalize, epoch: 1, view: header.view, blockHash: header.hash)
        let vote = statement.signed(by: self.keys[0], as: Who.validator.id, genesis: self.genesisHash)
        guard let certificate = Certificate(votes: [vote]) else { throw YearError("no certificate") }
        return FinalHeader(header: header, link: [], certificate: certificate)
    }
}

struct YearError: Error, CustomStringConvertible {
    let description: String
    init(_ description: String) { self.description = description }
}
