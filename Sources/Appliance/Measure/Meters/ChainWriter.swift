import Consensus
import Contract
import Foundation
import Identity
import Ledger
import Metering
import Storage

/// Writes the first blocks of a chain with the keys of all its validators, as they would have agreed on them: what takes
/// a zone months is there in a minute, and the validators' processes go on from it.
struct ChainWriter {
    private let genesis: Genesis
    private let directory: URL
    private let store: ChainStore
    private let keys: [PrincipalID: SigningKey]
    private(set) var state: ContractState

    /// - Parameters:
    ///   - directory: where the chain's file is made.
    ///   - keys: of every validator.
    init(directory: URL, genesis: Genesis, keys: [PrincipalID: SigningKey]) async throws {
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        self.genesis = genesis
        self.directory = directory
        self.keys = keys
        self.store = try await ChainStore.open(directory: directory.path, genesis: genesis)
        self.state = try await self.store.loadContract()
    }

    /// Makes one final, durable block of the transactions; every one must take effect.
    mutating func commit(_ transactions: [SignedTransaction], at time: UTCTime) async throws {
        var next = self.state
        let height = self.state.height + 1
        let members = self.state.validators
        let (block, outcome) = try next.propose(
            BlockContent(time: time, transactions: transactions), view: height,
            by: members.leader(of: height)?.id ?? PrincipalID(0))
        for case .transactionFailed(_, _, _, _, let reason) in outcome.events {
            throw StepFailure(step: "every transaction takes effect", lastSeen: "\(reason)")
        }
        let statement = VoteStatement(kind: .finalize, epoch: members.epoch, view: height, blockHash: block.hash)
        let votes = members.members.compactMap { member in
            self.keys[member.id].map { statement.signed(by: $0, as: member.id, genesis: self.genesis.hash) }
        }
        guard let certificate = Certificate(votes: votes), certificate.isQuorum(of: members) else {
            throw StepFailure(step: "the validators sign block \(height)", lastSeen: "\(votes.count) signatures")
        }
        try await self.store.append(FinalizedBlock(block: block, certificate: certificate), outcome: outcome)
        self.state = next
    }

    /// Closes the chain's file and gives each of `directories` a copy, with a vote register that knows of all its votes.
    func hand(to directories: [URL]) async throws {
        try await self.store.close()
        let file = self.directory.appendingPathComponent(ChainStore.fileName)
        for directory in directories {
            try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
            try FileManager.default.copyItem(at: file, to: directory.appendingPathComponent(ChainStore.fileName))
            let register = try await VoteLog.open(directory: directory.path, genesis: self.genesis.hash)
            try await register.append([.checkpoint(epoch: self.state.validators.epoch, view: self.state.height)])
            try await register.close()
        }
    }
}
