import Consensus
import Identity
import Ledger
import Metering

/// A set of validators with known keys, and blocks for them.
struct Zone {
    let keys: [SigningKey]
    let validators: ValidatorSet
    let genesis = Digest.sha256(Array("zone".utf8))
    let start = UTCTime(seconds: 1_770_000_000)

    /// - Parameter spare: how many keys there are beside those of the validators, with the numbers after them.
    init(count: Int, spare: Int = 0) throws {
        let keys = try (0..<(count + spare)).map {
            try SigningKey(seed: [UInt8](repeating: UInt8($0 + 1), count: 32))
        }
        self.keys = keys
        self.validators = Self.set(keys, epoch: 0, members: Array(0..<count))
    }

    private static func set(_ keys: [SigningKey], epoch: UInt64, members: [Int]) -> ValidatorSet {
        ValidatorSet(
            epoch: epoch,
            members: members.map { Validator(id: PrincipalID(UInt32($0)), key: keys[$0].publicKey) })
    }

    func set(epoch: UInt64, members: [Int]) -> ValidatorSet { Self.set(self.keys, epoch: epoch, members: members) }

    var tip: ChainTip { ChainTip(height: 0, view: 0, hash: self.genesis, time: self.start) }

    func configuration(
        _ index: Int = 0, timing: ConsensusTiming = ConsensusTiming(), provenView: UInt64 = 0
    ) -> ConsensusConfiguration {
        ConsensusConfiguration(
            validators: self.validators, me: PrincipalID(UInt32(index)), key: self.keys[index], genesis: self.genesis,
            timing: timing, provenView: provenView)
    }

    func core(
        _ index: Int = 0, timing: ConsensusTiming = ConsensusTiming(), tip: ChainTip? = nil,
        journal: [ConsensusRecord] = [], provenView: UInt64 = 0
    ) throws -> ConsensusCore {
        try ConsensusCore(
            configuration: self.configuration(index, timing: timing, provenView: provenView), tip: tip ?? self.tip,
            journal: journal)
    }

    /// An empty block; `salt` makes blocks of one place differ.
    func block(view: UInt64, on parent: ChainTip, by index: Int = 0, time: UTCTime? = nil, salt: UInt8 = 0) -> Block {
        let empty = Block.root(of: .energy, in: [])
        return Block(
            header: BlockHeader(
                height: parent.height + 1, epoch: 0, view: view, parent: parent.hash,
                time: time ?? parent.time.adding(milliseconds: 1), proposer: PrincipalID(UInt32(index)),
                transactionCount: 0, energyRoot: empty, paymentRoot: empty, stateRoot: .sha256([salt])),
            transactions: [])
    }

    func vote(_ kind: VoteKind, view: UInt64, for hash: Digest, by index: Int = 0) -> Vote {
        VoteStatement(kind: kind, epoch: 0, view: view, blockHash: hash)
            .signed(by: self.keys[index], as: PrincipalID(UInt32(index)), genesis: self.genesis)
    }

    func leader(of view: UInt64) -> Int { Int(self.validators.leader(of: view)?.id.number ?? 0) }
}
