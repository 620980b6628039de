import Consensus
import Contract
import Foundation
import Ledger
import TestSupport
import Testing

@testable import Storage

@Suite("Snapshots of the state") struct SnapshotTests {
    /// - Parameter counts: transactions of each block; by default more than one chunk holds.
    private static func grown(
        _ counts: [Int] = [700, 700, 3]
    ) async throws -> (TestZone, TemporaryDirectory, ChainStore) {
        var zone = try TestZone()
        let directory = try TemporaryDirectory()
        let store = try await ChainStore.open(directory: directory.path, genesis: zone.genesis)
        for count in counts {
            let (final, outcome) = try zone.grow(count)
            try await store.append(final, outcome: outcome)
        }
        return (zone, directory, store)
    }

    @Test("a new box begins with a snapshot, goes on from there, serves what it has, and verifies")
    func roundTrip() async throws {
        var (zone, directory, store) = try await Self.grown()
        let file = directory.path + "/out"
        #expect(try await store.exportSnapshot(to: file) == 3)
        await #expect(throws: StorageError.self) { _ = try await store.exportSnapshot(to: file) }

        let other = try TemporaryDirectory()
        let height = try await ChainStore.importSnapshot(from: file, directory: other.path, genesis: zone.genesis)
        #expect(height == 3)
        await #expect(throws: StorageError.self) {
            _ = try await ChainStore.importSnapshot(from: file, directory: other.path, genesis: zone.genesis)
        }
        let begun = try await ChainStore.open(directory: other.path, genesis: zone.genesis)
        #expect(await begun.tip == zone.tip)
        #expect(try await begun.loadContract().root == zone.state.root)
        for _ in 0..<2 {
            let (final, outcome) = try zone.grow(5)
            try await begun.append(final, outcome: outcome)
        }
        #expect(try await begun.range(from: 1, count: 9, maximumBytes: .max) == nil)
        #expect(try await begun.range(from: 4, count: 9, maximumBytes: .max)?.lastHeight == 5)
        let report = try await begun.verify()
        #expect(report.isGood && report.goodThrough == 5, "\(report)")
        try await begun.close()
        let again = try await ChainStore.open(directory: other.path, genesis: zone.genesis)
        #expect(await again.tip.height == 5)
    }

    @Test("a changed byte anywhere, a cut and another zone's snapshot are refused", arguments: 0..<16)
    func damage(_ seed: Int) async throws {
        let (zone, directory, store) = try await Self.grown()
        let file = directory.path + "/out"
        _ = try await store.exportSnapshot(to: file)
        var random = SeededGenerator(seed: UInt64(seed))
        var bytes = try directory.bytes("out")
        if seed % 8 == 0 {
            bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random))
        } else {
            bytes[Int.random(in: 0..<bytes.count, using: &random)] ^= UInt8.random(in: 1...255, using: &random)
        }
        try directory.write(bytes, to: "damaged")
        let other = try TemporaryDirectory()
        await #expect(throws: StorageError.self) {
            _ = try await ChainStore.importSnapshot(
                from: directory.path + "/damaged", directory: other.path, genesis: zone.genesis)
        }
        #expect(!FileManager.default.fileExists(atPath: other.path + "/chain.db"))
        let stranger = try TestZone(zone: "Other", seed: 2)
        await #expect(throws: StorageError.self) {
            _ = try await ChainStore.importSnapshot(from: file, directory: other.path, genesis: stranger.genesis)
        }
    }

    /// Gives a box's state to a new one.
    private static func carry(_ store: ChainStore, _ genesis: Genesis) async throws -> (TemporaryDirectory, ChainStore)
    {
        let directory = try TemporaryDirectory()
        let file = directory.path + "/carried"
        _ = try await store.exportSnapshot(to: file)
        _ = try await ChainStore.importSnapshot(from: file, directory: directory.path, genesis: genesis)
        return (directory, try await ChainStore.open(directory: directory.path, genesis: genesis))
    }

    @Test("a state goes from box to box across epochs, also at the very block that ends one")
    func epochs() async throws {
        var (zone, first, store) = try await Self.grown([20, 300, 3])
        let boundary = try zone.handOver(seed: 7)
        try await store.append(boundary.final, outcome: boundary.outcome)
        #expect(boundary.final.block.header.endsEpoch)
        var (second, begun) = try await Self.carry(store, zone.genesis)
        for step in 0..<3 {
            let (final, outcome) = step == 1 ? try zone.handOver(seed: 8) : try zone.grow(2)
            try await begun.append(final, outcome: outcome)
        }
        // The end of the first epoch is a block that this box never had.
        (second, begun) = try await Self.carry(begun, zone.genesis)
        let (final, outcome) = try zone.grow(2)
        try await begun.append(final, outcome: outcome)
        #expect(try await begun.verify().isGood)
        #expect(try await begun.loadContract().root == zone.state.root)
        withExtendedLifetime((first, second)) {}
    }

    private static func read(_ store: ChainStore, _ genesis: Genesis) async throws -> (SnapshotHead, [StateEntry]) {
        let directory = try TemporaryDirectory()
        let path = directory.path + "/out"
        _ = try await store.exportSnapshot(to: path)
        return try SnapshotFile.read(path, genesis: genesis)
    }

    @Test("a snapshot takes the place of a chain in one transaction, and the chain goes on from it")
    func replaces() async throws {
        var (zone, directory, full) = try await Self.grown([20, 300, 3])
        let behind = try TemporaryDirectory()
        let store = try await ChainStore.open(directory: behind.path, genesis: zone.genesis)
        try await store.append(zone.blocks[0].final, outcome: zone.blocks[0].outcome)
        let (head, entries) = try await Self.read(full, zone.genesis)
        try await store.begin(with: head, entries)
        #expect(await store.tip == zone.tip)
        #expect(try await store.block(at: 1) == nil)
        #expect(try await store.events(since: 0).isEmpty)
        #expect(try await store.loadContract().root == zone.state.root)
        // Never back, and never sideways.
        await #expect(throws: StorageError.self) { try await store.begin(with: head, entries) }
        for _ in 0..<2 {
            let (final, outcome) = try zone.grow(5)
            try await store.append(final, outcome: outcome)
            try await full.append(final, outcome: outcome)
        }
        // And once more, over a chain that began so itself.
        let (final, outcome) = try zone.grow(5)
        try await full.append(final, outcome: outcome)
        let (next, more) = try await Self.read(full, zone.genesis)
        try await store.begin(with: next, more)
        try await store.close()
        let again = try await ChainStore.open(directory: behind.path, genesis: zone.genesis)
        #expect(await again.tip.height == 6)
        #expect(try await again.verify().isGood)
        withExtendedLifetime(directory) {}
    }

    @Test("a power cut between the snapshot's file and the chain's leaves the old chain, or the new one")
    func powerCut() async throws {
        let (zone, _, full) = try await Self.grown([20, 300, 3])
        let behind = try TemporaryDirectory()
        let store = try await ChainStore.open(directory: behind.path, genesis: zone.genesis)
        try await store.append(zone.blocks[0].final, outcome: zone.blocks[0].outcome)
        let (head, entries) = try await Self.read(full, zone.genesis)
        try SnapshotFile.write(head, entries, to: behind.path + "/snapshot.new")
        try await store.close()
        let old = try await ChainStore.open(directory: behind.path, genesis: zone.genesis)
        #expect(await old.tip.height == 1)
        #expect(!FileManager.default.fileExists(atPath: behind.path + "/snapshot.new"))
        #expect(try await old.verify().isGood)

        try await old.begin(with: head, entries)
        try await old.close()
        try FileManager.default.moveItem(atPath: behind.path + "/snapshot", toPath: behind.path + "/snapshot.new")
        // Who only reads finds it under either name.
        let reader = try await ChainStore.open(directory: behind.path, genesis: zone.genesis, access: .readOnly)
        #expect(try await reader.verify().isGood)
        try await reader.close()
        let new = try await ChainStore.open(directory: behind.path, genesis: zone.genesis)
        #expect(try await new.verify().isGood)
        #expect(FileManager.default.fileExists(atPath: behind.path + "/snapshot"))
    }

    @Test("a full disk leaves the old chain, and no file of the snapshot")
    func fullDisk() async throws {
        let (zone, _, full) = try await Self.grown([20, 300, 3])
        let behind = try TemporaryDirectory()
        let store = try await ChainStore.open(directory: behind.path, genesis: zone.genesis)
        try await store.append(zone.blocks[0].final, outcome: zone.blocks[0].outcome)
        try await store.limitPages()
        let (head, entries) = try await Self.read(full, zone.genesis)
        await #expect(throws: StorageError.diskFull(file: behind.path + "/chain.db")) {
            try await store.begin(with: head, entries)
        }
        #expect(await store.tip.height == 1)
        let files = try FileManager.default.contentsOfDirectory(atPath: behind.path)
        #expect(files.allSatisfy { !$0.hasPrefix("snapshot") }, "\(files)")
        try await store.close()
        let again = try await ChainStore.open(directory: behind.path, genesis: zone.genesis)
        try await again.append(zone.blocks[1].final, outcome: zone.blocks[1].outcome)
        #expect(try await again.verify().isGood)
    }
}
