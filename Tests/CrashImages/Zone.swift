import Consensus
import Contract
import Identity
import Ledger
import Metering

/// A zone of one validator whose chain grows by registering nodes.
struct Zone {
    static let me = PrincipalID(0)

    let key: SigningKey
    let genesis: Genesis
    var state: ContractState

    init() throws {
        self.key = try SigningKey(seed: [UInt8](repeating: 7, count: 32))
        self.genesis = Genesis(
            zone: "power cuts", timeZoneName: "Asia/Kolkata", timeZoneOffsetMinutes: 330, intervalSeconds: 900,
            isDemonstration: false, time: UTCTime(seconds: 1_770_000_000),
            principals: [Principal(label: "utility", key: self.key.publicKey, roles: [.validator, .registrar])],
            policy: .standard)
        self.state = try ContractState(genesis: self.genesis)
    }

    /// A block of the next nodes.
    func block(view: UInt64, on parent: ChainTip, transactions count: Int) throws -> Block {
        var state = self.state
        let next = state.nextSequence(of: Self.me)
        let none = LossAllowance(fixedThousandthsPerHour: 0, basisPoints: 0, toleranceBasisPoints: 0, threshold: 0)
        let transactions = (0..<UInt64(count)).map { offset in
            Transaction(
                sender: Self.me, sequence: next + offset, expires: UTCTime(seconds: 1_900_000_000),
                body: .registerNode(
                    RegisterNode(label: "T\(next + offset)", kind: .transformer, parent: nil, loss: none))
            ).signed(by: self.key, genesis: self.genesis.hash)
        }
        let time = parent.time.adding(seconds: 1)
        let outcome = try state.apply(BlockContent(time: time, transactions: transactions))
        return Block(
            header: BlockHeader(
                height: parent.height + 1, epoch: self.state.validators.epoch, view: view, parent: parent.hash,
                time: time, proposer: Self.me, transactionCount: UInt32(transactions.count),
                energyRoot: Block.root(of: .energy, in: transactions),
                paymentRoot: Block.root(of: .payment, in: transactions), stateRoot: outcome.stateRoot,
                nextValidators: outcome.nextValidators?.hash),
            transactions: transactions)
    }

    func core(tip: ChainTip, journal: [ConsensusRecord]) throws -> ConsensusCore {
        try ConsensusCore(
            configuration: ConsensusConfiguration(
                validators: self.state.validators, me: Self.me, key: self.key, genesis: self.genesis.hash,
                provenView: 0),
            tip: tip, journal: journal)
    }
}
