import Consensus
import Identity
import Ledger
import Metering
import TestSupport

/// Consensus messages and records with random values in their ranges.
struct RandomMessages {
    var generator: SeededGenerator
    let zone: Zone

    init(seed: UInt64) throws {
        self.generator = SeededGenerator(seed: seed)
        self.zone = try Zone(count: 7)
    }

    static let messageKinds = 6
    static let recordKinds = 5

    mutating func number(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &self.generator) }
    mutating func oneOf<Value>(_ values: [Value]) -> Value { values[self.number(values.count)] }
    mutating func word() -> UInt64 {
        self.oneOf([0, 1, 23, 24, 255, 65_536, 1 << 40, .max, UInt64.random(in: 0 ... .max, using: &self.generator)])
    }
    mutating func digest() -> Digest { .sha256([UInt8(self.number(256)), UInt8(self.number(256))]) }

    mutating func block() -> Block {
        let transactions = (0..<self.number(3)).map { index in
            Transaction(
                sender: PrincipalID(UInt32(index)), sequence: self.word(), expires: UTCTime(seconds: 2_000_000_000),
                body: .collectedThrough(CollectedThrough(time: UTCTime(seconds: 1_900_000_000)))
            ).signed(by: self.zone.keys[index], genesis: self.zone.genesis)
        }
        return Block(
            header: BlockHeader(
                height: self.word(), epoch: self.word(), view: self.word(), parent: self.digest(),
                time: UTCTime(milliseconds: Int64.random(in: 0...253_402_300_799_999, using: &self.generator)),
                proposer: PrincipalID(UInt32(self.number(7))), transactionCount: UInt32(transactions.count),
                energyRoot: Block.root(of: .energy, in: transactions),
                paymentRoot: Block.root(of: .payment, in: transactions), stateRoot: self.digest(),
                nextValidators: self.oneOf([nil, self.digest()])), transactions: transactions)
    }

    mutating func proposal() -> Proposal {
        Proposal(
            block: self.block(), parentView: self.word(), key: self.oneOf(self.zone.keys), genesis: self.zone.genesis)
    }

    mutating func statement() -> VoteStatement {
        let kind = self.oneOf(VoteKind.allCases)
        return VoteStatement(
            kind: kind, epoch: self.word(), view: self.word(), blockHash: kind == .nullify ? .zero : self.digest())
    }

    mutating func vote() -> Vote {
        let index = self.number(7)
        return self.statement().signed(
            by: self.zone.keys[index], as: PrincipalID(UInt32(index)), genesis: self.zone.genesis)
    }

    mutating func certificate() -> Certificate? {
        let statement = self.statement()
        return Certificate(
            votes: (0...self.number(7)).prefix(7).map {
                statement.signed(by: self.zone.keys[$0], as: PrincipalID(UInt32($0)), genesis: self.zone.genesis)
            })
    }

    mutating func status() -> Status {
        let final = self.word() / 2
        let views = (0..<self.number(40)).map { _ in final + 1 + UInt64(self.number(self.oneOf([10, 300, 20_000]))) }
        return Status(
            epoch: self.word(), signer: PrincipalID(UInt32(self.number(7))), finalizedView: final,
            currentView: self.word(), notarized: Array(views.prefix(views.count / 2)), nullified: views,
            question: self.word(), answer: self.word(), key: self.oneOf(self.zone.keys), genesis: self.zone.genesis)
    }

    /// Nil never comes: only the types cannot say so.
    mutating func message(_ kind: Int) -> ConsensusMessage? {
        switch kind {
        case 0:
            let justification = (0..<self.number(18)).compactMap { _ in self.certificate() }
            return .proposal(self.proposal(), justification: justification)
        case 1: return .vote(self.vote())
        case 2: return self.certificate().map { .certificate($0) }
        case 3: return .status(self.status())
        case 4:
            let wants = (0...self.number(70)).map { _ in
                CertificateRequest.Want(view: self.word(), kind: self.oneOf(VoteKind.allCases))
            }
            return .certificateRequest(
                CertificateRequest(
                    epoch: self.word(), signer: PrincipalID(UInt32(self.number(7))), wants: wants,
                    key: self.oneOf(self.zone.keys), genesis: self.zone.genesis))
        default:
            return .proposalRequest(
                ProposalRequest(
                    epoch: self.word(), signer: PrincipalID(UInt32(self.number(7))), view: self.word(),
                    blockHash: self.digest(), key: self.oneOf(self.zone.keys), genesis: self.zone.genesis))
        }
    }

    mutating func record(_ kind: Int) -> ConsensusRecord? {
        switch kind {
        case 0: .proposal(self.proposal())
        case 1: .vote(self.vote())
        case 2: self.certificate().map { .certificate($0) }
        case 3: .checkpoint(epoch: self.word(), view: self.word())
        default: .lostVotes(epoch: self.word(), view: self.word())
        }
    }
}
