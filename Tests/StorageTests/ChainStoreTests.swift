import CanonicalCBOR
import Consensus
import Contract
import Foundation
import Identity
import Ledger
import Metering
import Testing

@testable import Storage

@Suite("The chain's file")
struct ChainStoreTests {
    private let directory: TemporaryDirectory
    private var zone: TestZone

    init() throws {
        self.directory = try TemporaryDirectory()
        self.zone = try TestZone()
    }

    private func open(_ access: FileAccess = .readWrite) async throws -> ChainStore {
        try await ChainStore.open(directory: self.directory.path, genesis: self.zone.genesis, access: access)
    }

    private mutating func grow(_ store: ChainStore, _ blocks: Int, transactions: Int = 2) async throws {
        for _ in 0..<blocks {
            let (final, outcome) = try self.zone.grow(transactions)
            try await store.append(final, outcome: outcome)
        }
    }

    @Test("Commits wait for the disk")
    func synchronous() async throws {
        let store = try await self.open()
        #expect(try await store.file.synchronousLevel() == 2)
        #expect(try self.directory.shell("chain.db", "PRAGMA journal_mode") == "wal")
    }

    @Test("Everything comes back after opening again")
    mutating func reopening() async throws {
        let store = try await self.open()
        #expect(await store.tip == ChainTip(genesis: self.zone.genesis))
        #expect(try await store.loadState() == self.zone.state.entries())
        try await self.grow(store, 5)
        try await store.close()
        try await store.close()
        await #expect(throws: StorageError.self) { _ = try await store.loadState() }
        let again = try await self.open()
        #expect(await again.tip == self.zone.tip)
        let blocks = try await again.blocks(from: 1, count: 10, maximumBytes: .max)
        #expect(blocks == self.zone.blocks.map(\.final))
        #expect(try await again.block(at: 3) == self.zone.blocks[2].final)
        #expect(try await again.block(at: 0) == nil)
        #expect(try await again.block(at: 6) == nil)
        #expect(try await again.block(at: .max) == nil)
        #expect(try await again.loadState() == self.zone.state.entries())
        #expect(try await again.loadContract().root == self.zone.state.root)
        try await self.grow(again, 1)
        #expect(try await again.lastVote(signedBy: PrincipalID(0))?.view == 6)
        #expect(try await again.lastVote(signedBy: PrincipalID(1)) == nil)
    }

    @Test("Ranges of blocks respect count and bytes, and give at least one")
    mutating func ranges() async throws {
        let store = try await self.open()
        try await self.grow(store, 6)
        let one = self.zone.blocks[0].final
        let size = one.block.encoded().count + one.certificate.cbor.encoded().count
        #expect(try await store.blocks(from: 2, count: 3, maximumBytes: .max).map(\.block.header.height) == [2, 3, 4])
        #expect(try await store.blocks(from: 1, count: 9, maximumBytes: 1).count == 1)
        #expect(try await store.blocks(from: 1, count: 9, maximumBytes: size * 2 + size / 2).count == 2)
        #expect(try await store.blocks(from: 7, count: 9, maximumBytes: .max).isEmpty)
        #expect(try await store.blocks(from: 1, count: -1, maximumBytes: .max).isEmpty)
    }

    @Test("A run of blocks is one transaction with one certificate, and comes back as the range that it was")
    mutating func runs() async throws {
        let store = try await self.open()
        try await self.grow(store, 1)
        let run = try (0..<3).map { _ in try self.zone.grow() }
        let certificate = run[2].final.certificate
        let range = FinalizedRange(blocks: run.map(\.final.block), certificate: certificate)
        await #expect(throws: StorageError.self) {
            try await store.append(range, outcomes: Array(run.map(\.outcome).prefix(2)))
        }
        let hollow = FinalizedRange(blocks: [run[0].final.block, run[2].final.block], certificate: certificate)
        await #expect(throws: StorageError.self) {
            try await store.append(hollow, outcomes: [run[0].outcome, run[2].outcome])
        }
        #expect(await store.tip.height == 1)
        try await store.append(range, outcomes: run.map(\.outcome))
        try await self.grow(store, 1)

        #expect(try await store.range(from: 2, count: 3, maximumBytes: .max) == range)
        let cut = try #require(try await store.range(from: 2, count: 1, maximumBytes: .max))
        #expect(cut.blocks == [run[0].final.block] && cut.tail == run.dropFirst().map(\.final.block.header))
        let all = try #require(try await store.range(from: 1, count: 9, maximumBytes: .max))
        #expect(all.blocks.count == 5 && all.tail.isEmpty)
        #expect(try await store.range(from: 6, count: 9, maximumBytes: .max) == nil)
        let blocks = try await store.blocks(from: 1, count: 9, maximumBytes: .max)
        #expect(blocks.map(\.certificate.statement.view) == [1, 4, 4, 4, 5])
        #expect(try await store.verify().isGood)
        try await store.close()
        let again = try await self.open()
        #expect(await again.tip == self.zone.tip)
        #expect(try await again.lastVote(signedBy: PrincipalID(0))?.view == 5)
    }

    @Test("A block that came with the headers behind it is kept and served with them")
    mutating func tails() async throws {
        let store = try await self.open()
        let first = try self.zone.grow()
        let second = try self.zone.grow()
        let range = FinalizedRange(
            blocks: [first.final.block], tail: [second.final.block.header], certificate: second.final.certificate)
        try await store.append(range, outcomes: [first.outcome])
        #expect(try await store.range(from: 1, count: 9, maximumBytes: .max) == range)
        #expect(try await store.block(at: 1)?.certificate == second.final.certificate)
        try await store.append(second.final, outcome: second.outcome)
        #expect(try await store.range(from: 1, count: 1, maximumBytes: .max) == range)
        #expect(try await store.verify().isGood)
    }

    @Test("Events come back in their order, by kind and from a height")
    mutating func events() async throws {
        let store = try await self.open()
        try await self.grow(store, 3)
        let events = try await store.events()
        let expected = self.zone.blocks.flatMap(\.outcome.events)
        #expect(events.map(\.text) == expected.map(\.description))
        #expect(events.map(\.kind) == expected.map(\.kindName))
        #expect(events.first?.time == self.zone.blocks[0].final.block.header.time)
        let kind = try #require(expected.first?.kindName)
        #expect(try await store.events(since: 2, kind: kind).allSatisfy { $0.height == 3 && $0.kind == kind })
        #expect(try await store.events(kind: "nothing").isEmpty)
        #expect(try await store.lastEvents(2) == Array(events.suffix(2)))
    }

    @Test("Only the next block with its own certificate and root is taken")
    mutating func refusals() async throws {
        let store = try await self.open()
        try await self.grow(store, 1)
        let first = self.zone.blocks[0]
        let second = try self.zone.grow()
        let third = try self.zone.grow()
        let mixed = FinalizedBlock(block: second.final.block, certificate: third.final.certificate)
        for (final, outcome) in [first, third, (mixed, second.outcome), (second.final, first.outcome)] {
            await #expect(throws: StorageError.self) { try await store.append(final, outcome: outcome) }
        }
        #expect(await store.tip.height == 1)
        try await store.append(second.final, outcome: second.outcome)
        try await store.append(third.final, outcome: third.outcome)
    }

    @Test("Another zone's file, a second writer and a missing file are refused by name")
    func wrongFiles() async throws {
        let store = try await self.open()
        let path = "\(self.directory.path)/chain.db"
        await #expect(throws: StorageError.locked(file: path)) { _ = try await self.open() }
        _ = try await self.open(.readOnly)
        try await store.close()
        let other = try TestZone(zone: "Other")
        await #expect(
            throws: StorageError.wrongGenesis(
                file: path, expected: other.genesis.hash, found: self.zone.genesis.hash)
        ) { _ = try await ChainStore.open(directory: self.directory.path, genesis: other.genesis, access: .readOnly) }
        let empty = try TemporaryDirectory()
        await #expect(throws: StorageError.notFound(file: "\(empty.path)/chain.db")) {
            _ = try await ChainStore.open(directory: empty.path, genesis: other.genesis, access: .readOnly)
        }
    }

    @Test("A directory that cannot be written gives a clear refusal")
    func readOnlyDirectory() async throws {
        await #expect(throws: StorageError.self) {
            _ = try await ChainStore.open(directory: "/proc/self", genesis: self.zone.genesis)
        }
    }

    @Test("The sqlite3 shell reads the file, also while it is open")
    mutating func shell() async throws {
        let store = try await self.open()
        try await self.grow(store, 7)
        let sql = "SELECT count(*), min(height), max(height), sum(transactions) FROM blocks"
        for _ in 0..<2 {
            #expect(try self.directory.shell("chain.db", "PRAGMA integrity_check") == "ok")
            #expect(try self.directory.shell("chain.db", sql) == "7|1|7|14")
            let gaps = "SELECT count(*) FROM blocks a JOIN blocks b ON b.height = a.height + 1 WHERE b.parent <> a.hash"
            #expect(try self.directory.shell("chain.db", gaps) == "0")
            try? await store.close()
        }
    }

    @Test("Verification executes everything again")
    mutating func verification() async throws {
        let store = try await self.open()
        try await self.grow(store, 70, transactions: 1)
        let report = try await store.verify()
        #expect(report.isGood)
        #expect(report.goodThrough == 70)
        #expect(report.transactions == 70)
        #expect(report.stateRoot == self.zone.state.root)
    }

    @Test("Verification finds a forged signature and says up to where the chain is good")
    mutating func forgedCertificate() async throws {
        let store = try await self.open()
        try await self.grow(store, 5)
        try await store.close()
        var forged = CBOR.array([self.zone.blocks[3].final.certificate.cbor, .array([])]).encoded()
        // The last byte is the empty link.
        forged[forged.count - 2] ^= 1
        let hex = forged.map { String(format: "%02x", $0) }.joined()
        _ = try self.directory.shell("chain.db", "UPDATE blocks SET certificate = x'\(hex)' WHERE height = 4")
        let report = try await self.open().verify()
        #expect(report.goodThrough == 3)
        #expect(report.problem?.contains("block 4") == true)
    }

    @Test(
        "What was changed behind the store's back is found on the next start",
        arguments: [
            "UPDATE state SET bytes = x'80' WHERE kind = 3 AND number = 1", "DELETE FROM state WHERE kind = 3",
            "UPDATE blocks SET bytes = x'80' WHERE height = 3", "DELETE FROM blocks WHERE height = 3",
            "DELETE FROM blocks WHERE height = 5", "UPDATE blocks SET hash = zeroblob(32) WHERE height = 3",
            "DELETE FROM meta", "UPDATE blocks SET height = -5 WHERE height = 1", "UPDATE state SET number = -1",
            "UPDATE blocks SET bytes = NULL WHERE height = 3", "DROP TABLE state",
            "UPDATE blocks SET bytes = 'text' WHERE height = 4", "UPDATE state SET kind = 99 WHERE kind = 1",
        ])
    mutating func tampering(_ sql: String) async throws {
        let store = try await self.open()
        try await self.grow(store, 5)
        try await store.close()
        do {
            _ = try self.directory.shell("chain.db", sql)
        } catch is Unexpected {
            return  // the schema itself refused it
        }
        let error = await #expect(throws: StorageError.self) { _ = try await self.open() }
        if sql.contains("height = 3"), case .damaged(_, _, let good) = error { #expect(good == 2) }
    }

    @Test("The read models are made anew from the state")
    mutating func rebuild() async throws {
        let store = try await self.open()
        try await self.grow(store, 2)
        let bogus = "INSERT INTO bills VALUES (9, 1, 1, 0, 0, 0, 0, 0, 5, 0, NULL)"
        _ = try self.directory.shell("chain.db", bogus)
        try await store.rebuildReadModels()
        #expect(try self.directory.shell("chain.db", "SELECT count(*) FROM bills") == "0")
    }
}
