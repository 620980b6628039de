import Contract
import Foundation
import Ledger
import Metering
import Testing

@testable import Storage

@Suite("What proofs are made from") struct ProofTests {
    private static func grown() async throws -> (TestZone, TemporaryDirectory, ChainStore) {
        var zone = try TestZone()
        let directory = try TemporaryDirectory()
        let store = try await ChainStore.open(directory: directory.path, genesis: zone.genesis)
        for count in [3, 0, 2, 5] {
            let (final, outcome) = try zone.grow(count)
            try await store.append(final, outcome: outcome)
        }
        let (final, outcome) = try zone.handOver(seed: 9)
        try await store.append(final, outcome: outcome)
        let (after, change) = try zone.grow(0)
        try await store.append(after, outcome: change)
        return (zone, directory, store)
    }

    @Test("the state, its block and the ends of epochs are of one moment, also beside a service that goes on")
    func provenState() async throws {
        var (zone, directory, store) = try await Self.grown()
        let reader = try await ChainStore.open(directory: directory.path, genesis: zone.genesis, access: .readOnly)
        // A new principal cannot register nodes, so the block is empty.
        let (final, outcome) = try zone.grow(0)
        try await store.append(final, outcome: outcome)
        let proven = try await reader.provenState()
        #expect(proven.block == final)
        #expect(proven.ends.map(\.next) == [zone.state.validators])
        #expect(proven.entries == zone.state.entries())
    }

    @Test("a block is found by its time, a transaction by what it is")
    func places() async throws {
        let (zone, _, store) = try await Self.grown()
        let times = zone.blocks.map(\.final.block.header.time)
        #expect(try await store.firstHeight() == 1)
        for (index, time) in times.enumerated() {
            let height = UInt64(index + 1)
            #expect(try await store.firstHeight(atOrAfter: time) == height)
            #expect(try await store.firstHeight(atOrAfter: time.adding(milliseconds: -1)) == height)
        }
        #expect(try await store.firstHeight(atOrAfter: times[5].adding(milliseconds: 1)) == nil)
        let all = try await store.places(from: 1, atMost: 100) { _, _ in true }
        #expect(all.map(\.height) == [1, 1, 1, 3, 3, 4, 4, 4, 4, 4, 5, 5])
        #expect(all.map(\.index) == [0, 1, 2, 0, 1, 0, 1, 2, 3, 4, 0, 1])
        let some = try await store.places(from: 2, atMost: 3) { header, transaction in
            header.height > 3 && transaction.transaction.sequence % 2 == 0
        }
        #expect(some.map(\.height) == [4, 4, 4] || some.map(\.height) == [4, 4, 5], "\(some.map(\.height))")
        #expect(some.allSatisfy { $0.transaction.transaction.sequence % 2 == 0 })
        #expect(
            some.allSatisfy { zone.blocks[Int($0.height) - 1].final.block.transactions[$0.index] == $0.transaction })
    }

    @Test("the state after any block is there again, and after none that is not stored")
    func stateAfter() async throws {
        let (zone, _, store) = try await Self.grown()
        for (index, block) in zone.blocks.enumerated() {
            let state = try await store.state(after: UInt64(index + 1))
            #expect(state?.root == block.final.block.header.stateRoot)
        }
        #expect(try await store.state(after: 7) == nil)
    }

    @Test("a chain that began with a snapshot proves its state, and says where it begins")
    func snapshot() async throws {
        let (zone, directory, store) = try await Self.grown()
        _ = try await store.exportSnapshot(to: directory.path + "/out")
        let other = try TemporaryDirectory()
        _ = try await ChainStore.importSnapshot(
            from: directory.path + "/out", directory: other.path, genesis: zone.genesis)
        let begun = try await ChainStore.open(directory: other.path, genesis: zone.genesis, access: .readOnly)
        #expect(try await begun.firstHeight() == 6)
        #expect(try await begun.firstHeight(atOrAfter: zone.genesis.time) == 6)
        let proven = try await begun.provenState()
        #expect(proven.block.block.header.height == 6 && proven.ends.count == 1)
        #expect(try await begun.places(from: 1, atMost: 9) { _, _ in true }.isEmpty)
    }
}
