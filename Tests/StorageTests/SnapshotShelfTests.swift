import Contract
import Foundation
import Identity
import Ledger
import Testing

@testable import Storage

@Suite("The snapshot that others get") struct SnapshotShelfTests {
    private static let hour: Int64 = 3_600_000_000_000

    /// Asks until a snapshot of this height is offered.
    private static func offer(
        of height: UInt64, _ shelf: SnapshotShelf, at now: Int64 = 0
    ) async throws -> SnapshotOffer {
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            if let offer = await shelf.offer(tip: height, at: now), offer.height == height { return offer }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw Unexpected(what: "no offer of block \(height)")
    }

    /// Waits until no snapshot is being made.
    private static func rest(of shelf: SnapshotShelf) async throws {
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            guard await shelf.isMaking else { return }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw Unexpected(what: "a snapshot is still being made")
    }

    /// The whole of a part, by pieces.
    private static func part(_ name: Digest, _ shelf: SnapshotShelf, atMost limit: Int) async throws -> [UInt8] {
        var bytes: [UInt8] = []
        while let piece = try await shelf.piece(name, from: bytes.count, atMost: limit) {
            bytes += piece.bytes
            #expect(piece.bytes.count <= limit && piece.total >= bytes.count)
            if bytes.count == Int(piece.total) { break }
        }
        return bytes
    }

    @Test("what is offered is the state, piece by piece, and leaves no file behind")
    func pieces() async throws {
        var zone = try TestZone()
        let directory = try TemporaryDirectory()
        let store = try await ChainStore.open(directory: directory.path, genesis: zone.genesis)
        let shelf = SnapshotShelf(directory: directory.path, genesis: zone.genesis) { Issue.record("\($0)") }
        #expect(await shelf.offer(tip: 0, at: 0) == nil, "an empty chain has nothing to give")
        for count in [600, 500] {
            let (final, outcome) = try zone.grow(count)
            try await store.append(final, outcome: outcome)
        }
        let offer = try await Self.offer(of: 2, shelf)
        let head = try SnapshotHead(decoding: await Self.part(offer.head, shelf, atMost: 900))
        #expect(head.name == offer.head)
        try head.verify(zone.genesis)
        var entries: [StateEntry] = []
        for chunk in head.chunks {
            let found = try SnapshotChunk.decode(await Self.part(chunk.root, shelf, atMost: 50_000))
            #expect(chunk.matches(found))
            entries += found
        }
        #expect(entries == zone.state.entries())
        #expect(try await shelf.piece(.zero, from: 0, atMost: 100) == nil)
        #expect(try await shelf.piece(offer.head, from: .max, atMost: 100) == nil)
        #expect(try await shelf.piece(offer.head, from: -1, atMost: 100) == nil)
        #expect(try await shelf.piece(offer.head, from: 0, atMost: -5)?.bytes.count == 1)
        let files = try FileManager.default.contentsOfDirectory(atPath: directory.path)
        #expect(files.allSatisfy { $0.hasPrefix("chain.db") }, "\(files)")
    }

    @Test("a newer one is made only after its time and blocks; the one before stays for who fetches it")
    func pace() async throws {
        var zone = try TestZone()
        let directory = try TemporaryDirectory()
        let store = try await ChainStore.open(directory: directory.path, genesis: zone.genesis)
        var pace = SnapshotShelf.Pace()
        pace.blocks = 2
        let shelf = SnapshotShelf(directory: directory.path, genesis: zone.genesis, pace: pace) {
            Issue.record("\($0)")
        }
        func grow() async throws {
            let (final, outcome) = try zone.grow(3)
            try await store.append(final, outcome: outcome)
        }
        try await grow()
        let first = try await Self.offer(of: 1, shelf)
        try await grow()
        // Old enough, and too few blocks; enough blocks, and too young.
        #expect(await shelf.offer(tip: 2, at: 2 * Self.hour) == first)
        #expect(await !shelf.isMaking)
        try await grow()
        #expect(await shelf.offer(tip: 3, at: Self.hour - 1) == first)
        #expect(await !shelf.isMaking)
        let second = try await Self.offer(of: 3, shelf, at: Self.hour)
        #expect(try await shelf.piece(first.head, from: 0, atMost: 10) != nil)
        for _ in 0..<2 { try await grow() }
        _ = try await Self.offer(of: 5, shelf, at: 2 * Self.hour)
        #expect(try await shelf.piece(first.head, from: 0, atMost: 10) == nil)
        #expect(try await shelf.piece(second.head, from: 0, atMost: 10) != nil)
    }

    @Test("where none can be made, that is told once, and tried again later")
    func failure() async throws {
        let zone = try TestZone()
        let directory = try TemporaryDirectory()
        let (told, mail) = AsyncStream.makeStream(of: StorageError.self)
        let shelf = SnapshotShelf(directory: directory.path, genesis: zone.genesis) { mail.yield($0) }
        var problems = told.makeAsyncIterator()
        #expect(await shelf.offer(tip: 5, at: 0) == nil)
        #expect(await problems.next() == .notFound(file: directory.path + "/chain.db"))
        try await Self.rest(of: shelf)
        for _ in 0..<50 {
            #expect(await shelf.offer(tip: 5, at: Self.hour / 6 - 1) == nil)
            #expect(await !shelf.isMaking)
        }
        #expect(await shelf.offer(tip: 5, at: Self.hour / 6) == nil)
        #expect(await problems.next() == .notFound(file: directory.path + "/chain.db"))
        mail.finish()
        #expect(await problems.next() == nil, "told of no more")
    }
}
