import Consensus
import Contract
import Foundation
import Identity
import Ledger
import Metering
import Storage

/// A zone of one validator, and a chain that grows by registering nodes.
struct TestZone {
    let key: SigningKey
    let genesis: Genesis
    var state: ContractState
    /// Who makes and signs blocks now.
    private var validator: (id: PrincipalID, key: SigningKey)
    var blocks: [(final: FinalizedBlock, outcome: BlockOutcome)] = []

    init(zone: String = "Test", seed: UInt8 = 1) throws {
        self.key = try SigningKey(seed: [UInt8](repeating: seed, count: 32))
        self.genesis = Genesis(
            zone: zone, timeZoneName: "Asia/Kolkata", timeZoneOffsetMinutes: 330, intervalSeconds: 900,
            isDemonstration: false, time: UTCTime(seconds: 1_770_000_000),
            principals: [Principal(label: "utility", key: self.key.publicKey, roles: [.validator, .registrar])],
            policy: .standard)
        self.state = try ContractState(genesis: self.genesis)
        self.validator = (PrincipalID(0), self.key)
    }

    var tip: ChainTip { self.blocks.last.map { ChainTip($0.final.block.header) } ?? ChainTip(genesis: self.genesis) }

    func transactions(_ count: Int) -> [SignedTransaction] {
        let next = self.state.nextSequence(of: PrincipalID(0))
        return (0..<UInt64(count)).map { offset in
            let node = RegisterNode(
                label: "T\(next + offset)", kind: .transformer, parent: nil,
                loss: LossAllowance(fixedThousandthsPerHour: 0, basisPoints: 0, toleranceBasisPoints: 0, threshold: 0))
            return Transaction(
                sender: PrincipalID(0), sequence: next + offset, expires: UTCTime(seconds: 1_900_000_000),
                body: .registerNode(node)
            ).signed(by: self.key, genesis: self.genesis.hash)
        }
    }

    /// Builds the next block; the state stays as it is.
    func block(view: UInt64, on parent: ChainTip, transactions: [SignedTransaction]) throws -> Block {
        var state = self.state
        let time = parent.time.adding(seconds: 1)
        let outcome = try state.apply(BlockContent(time: time, transactions: transactions))
        return Block(
            header: BlockHeader(
                height: parent.height + 1, epoch: self.state.validators.epoch, view: view, parent: parent.hash,
                time: time, proposer: self.validator.id, transactionCount: UInt32(transactions.count),
                energyRoot: Block.root(of: .energy, in: transactions),
                paymentRoot: Block.root(of: .payment, in: transactions), stateRoot: outcome.stateRoot,
                nextValidators: outcome.nextValidators?.hash),
            transactions: transactions)
    }

    /// Adds a final block of so many transactions.
    @discardableResult
    mutating func grow(_ count: Int = 2) throws -> (final: FinalizedBlock, outcome: BlockOutcome) {
        try self.grow(self.transactions(count))
    }

    @discardableResult
    mutating func grow(_ transactions: [SignedTransaction]) throws -> (final: FinalizedBlock, outcome: BlockOutcome) {
        let epoch = self.state.validators.epoch
        let view = self.tip.epoch == epoch || self.tip.height == 0 ? self.tip.view + 1 : 1
        let block = try self.block(view: view, on: self.tip, transactions: transactions)
        let vote = VoteStatement(kind: .finalize, epoch: epoch, view: view, blockHash: block.hash)
            .signed(by: self.validator.key, as: self.validator.id, genesis: self.genesis.hash)
        guard let certificate = Certificate(votes: [vote]) else { throw Unexpected(what: "no certificate") }
        let outcome = try self.state.apply(block)
        let grown = (final: FinalizedBlock(block: block, certificate: certificate), outcome: outcome)
        self.blocks.append(grown)
        return grown
    }

    /// Adds the block that makes another principal with a key of its own the only validator; it ends the epoch.
    mutating func handOver(seed: UInt8) throws -> (final: FinalizedBlock, outcome: BlockOutcome) {
        let next = PrincipalID(UInt32(self.state.principals.count))
        let key = try SigningKey(seed: [UInt8](repeating: seed, count: 32))
        let sequence = self.state.nextSequence(of: PrincipalID(0))
        let bodies: [TransactionBody] = [
            .registerPrincipal(Principal(label: "validator \(seed)", key: key.publicKey, roles: [.box])),
            .setValidators(SetValidators(members: [next])),
        ]
        let grown = try self.grow(
            bodies.enumerated().map { offset, body in
                Transaction(
                    sender: PrincipalID(0), sequence: sequence + UInt64(offset),
                    expires: UTCTime(seconds: 1_900_000_000), body: body
                ).signed(by: self.key, genesis: self.genesis.hash)
            })
        self.validator = (next, key)
        return grown
    }

    func core(tip: ChainTip, journal: [ConsensusRecord]) throws -> ConsensusCore {
        try ConsensusCore(
            configuration: ConsensusConfiguration(
                validators: self.state.validators, me: PrincipalID(0), key: self.key, genesis: self.genesis.hash),
            tip: tip, journal: journal)
    }
}

struct Unexpected: Error {
    let what: String
}

/// A directory of its own that goes away with its owner.
final class TemporaryDirectory: Sendable {
    let path: String

    init() throws {
        self.path = FileManager.default.temporaryDirectory.appendingPathComponent("gridtally-\(UUID())").path
        try FileManager.default.createDirectory(atPath: self.path, withIntermediateDirectories: true)
    }

    deinit { _ = try? FileManager.default.removeItem(atPath: self.path) }

    /// A copy of some files as they are now, as a power cut would leave them.
    func copy(_ names: [String]) throws -> TemporaryDirectory {
        let copy = try TemporaryDirectory()
        for name in names where FileManager.default.fileExists(atPath: "\(self.path)/\(name)") {
            try FileManager.default.copyItem(atPath: "\(self.path)/\(name)", toPath: "\(copy.path)/\(name)")
        }
        return copy
    }

    func bytes(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(fileURLWithPath: "\(self.path)/\(name)")))
    }

    func write(_ bytes: [UInt8], to name: String) throws {
        try Data(bytes).write(to: URL(fileURLWithPath: "\(self.path)/\(name)"))
    }

    /// What the sqlite3 shell prints.
    func shell(_ name: String, _ sql: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/sqlite3")
        process.arguments = ["\(self.path)/\(name)", sql]
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Unexpected(what: "sqlite3 \(process.terminationStatus)") }
        return String(decoding: output, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines)
    }
}
