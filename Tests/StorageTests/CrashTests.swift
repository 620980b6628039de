import Consensus
import Contract
import Foundation
import Identity
import Ledger
import Metering
import Storage
import TestSupport
import Testing

/// One validator's files, driven as the service drives them.
private struct Box {
    let directory: TemporaryDirectory
    var zone: TestZone
    let chain: ChainStore
    let votes: VoteLog
    var core: ConsensusCore
    var now: Int64 = 0

    init(_ directory: TemporaryDirectory) async throws {
        self.directory = directory
        self.zone = try TestZone()
        self.chain = try await ChainStore.open(directory: directory.path, genesis: self.zone.genesis)
        self.votes = try await VoteLog.open(
            directory: directory.path, genesis: self.zone.genesis.hash, rotationBytes: 20_000)
        self.zone.state = try await self.chain.loadContract()
        self.core = try await self.zone.core(tip: self.chain.tip, journal: self.votes.records)
    }

    /// Handles an event; `boundary` is called after each effect that touched the disk.
    mutating func handle(_ event: ConsensusEvent, boundary: (Box) async throws -> Void) async throws {
        var events = [event]
        while !events.isEmpty {
            self.now += 1_000_000_000
            let effects = self.core.handle(events.removeFirst(), at: self.now, clock: .unsure)
            for effect in effects {
                switch effect {
                case .persist(let records):
                    try await self.votes.append(records)
                    try await boundary(self)
                case .build(let view, let parent):
                    let transactions = self.zone.transactions(2)
                    let block = try self.zone.block(view: view, on: parent, transactions: transactions)
                    events.append(.blockBuilt(view: view, block))
                case .check(let block, _): events.append(.blockChecked(hash: block.hash, problem: nil))
                case .finalized(let final):
                    let outcome = try self.zone.state.apply(final.block)
                    try await self.chain.append(final, outcome: outcome)
                    try await boundary(self)
                    try await self.votes.dropThrough(epoch: 0, view: final.block.header.view)
                    try await boundary(self)
                case .publish, .send, .catchUp, .evidence, .stoodDown, .armTimer: break
                case .halt(let reason): Issue.record("halted: \(reason)")
                }
            }
        }
    }

    func close() async throws { try await self.chain.close() }
}

@Suite("Files after a power cut")
struct StorageCrashTests {
    private static let names = ["chain.db", "chain.db-wal", "votes.log"]

    @Test("From the files at every commit boundary the box goes on where it was")
    func everyBoundary() async throws {
        var box = try await Box(try TemporaryDirectory())
        var finalHeight: UInt64 = 0
        let boundary: (Box) async throws -> Void = { box in
            let voted = await box.votes.records.contains { if case .certificate = $0 { true } else { false } }
            let height = await box.chain.tip.height
            var copy = try await Box(try box.directory.copy(Self.names))
            try await copy.handle(.start) { _ in }
            // What was durable before is there, and what was voted for became final.
            #expect(await copy.chain.tip.height >= height + (voted && box.core.tip.height > height ? 1 : 0))
            try await copy.handle(.workPending(true)) { _ in }
            #expect(await copy.chain.tip.height > height)
            #expect(try await copy.chain.verify().isGood)
        }
        try await box.handle(.start, boundary: boundary)
        for _ in 0..<12 {
            try await box.handle(.workPending(true), boundary: boundary)
            finalHeight += 1
            #expect(await box.chain.tip.height == finalHeight)
        }
    }

    @Test("Damage at a random place is found or harmless, and never a crash", arguments: 0..<60)
    func randomDamage(_ seed: Int) async throws {
        var random = SeededGenerator(seed: UInt64(seed))
        var box = try await Box(try TemporaryDirectory())
        for _ in 0..<6 { try await box.handle(.workPending(true)) { _ in } }
        let written = try await box.chain.blocks(from: 1, count: 6, maximumBytes: .max)
        if seed % 2 == 0 { try await box.close() }
        let copy = try box.directory.copy(Self.names)
        let present = try Self.names.filter {
            try FileManager.default.fileExists(atPath: "\(copy.path)/\($0)") && !copy.bytes($0).isEmpty
        }
        let name = try #require(present.randomElement(using: &random))
        var bytes = try copy.bytes(name)
        if Bool.random(using: &random) {
            bytes.removeLast(Int.random(in: 1...bytes.count, using: &random))
        } else {
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
            }
        }
        try copy.write(bytes, to: name)
        let zone = box.zone
        do {
            let chain = try await ChainStore.open(directory: copy.path, genesis: zone.genesis)
            let tip = await chain.tip
            #expect(tip.height <= 6)
            let found = try await chain.blocks(from: 1, count: 9, maximumBytes: .max)
            #expect(found == Array(written.prefix(Int(tip.height))))
            let report = try await chain.verify()
            #expect(report.isGood || !report.description.isEmpty)
        } catch {
            #expect(!error.description.isEmpty)
        }
        do {
            let votes = try await VoteLog.open(directory: copy.path, genesis: zone.genesis.hash)
            let known = await box.votes.records
            // A shorter register is a prefix of what was written; the core judges it against the chain.
            #expect(await votes.records.count <= known.count + 60)
        } catch {
            #expect(name == "votes.log")
            guard case .mustNotVote = error else {
                Issue.record("\(error)")
                return
            }
        }
    }

    @Test("Without its vote register a lone validator does not vote")
    func lostRegister() async throws {
        var box = try await Box(try TemporaryDirectory())
        try await box.handle(.workPending(true)) { _ in }
        let copy = try box.directory.copy(["chain.db", "chain.db-wal"])
        await #expect(throws: ConsensusError.registerLostVotes(provenView: 1, registerView: 0)) {
            _ = try await Box(copy)
        }
    }
}

extension VerificationReport {
    fileprivate var description: String { self.problem ?? "" }
}
