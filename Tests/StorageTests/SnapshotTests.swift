import Consensus
import Contract
import Foundation
import Ledger
import Storage
import TestSupport
import Testing

@Suite("Snapshots of the state") struct SnapshotTests {
    private static func grown() async throws -> (TestZone, TemporaryDirectory, ChainStore) {
        var zone = try TestZone()
        let directory = try TemporaryDirectory()
        let store = try await ChainStore.open(directory: directory.path, genesis: zone.genesis)
        // More nodes than one chunk holds.
        for count in [700, 700, 3] {
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
}
