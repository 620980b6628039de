import Consensus
import Foundation
import Identity
import Ledger
import Storage
import Testing

@Suite("The vote register")
struct VoteLogTests {
    private let directory: TemporaryDirectory
    private let zone: TestZone

    init() throws {
        self.directory = try TemporaryDirectory()
        self.zone = try TestZone()
    }

    private func open(_ directory: TemporaryDirectory? = nil, rotationBytes: Int = 8 << 20) async throws -> VoteLog {
        try await VoteLog.open(
            directory: (directory ?? self.directory).path, genesis: self.zone.genesis.hash, rotationBytes: rotationBytes
        )
    }

    private func vote(_ view: UInt64) -> ConsensusRecord {
        .vote(
            VoteStatement(kind: .notarize, epoch: 0, view: view, blockHash: .sha256([UInt8(view % 256)]))
                .signed(by: self.zone.key, as: PrincipalID(0), genesis: self.zone.genesis.hash))
    }

    @Test("Records come back in their order")
    func reopening() async throws {
        do {
            let log = try await self.open()
            #expect(await log.records.isEmpty)
            try await log.append([self.vote(1), self.vote(2)])
            try await log.append([])
            try await log.append([self.vote(3)])
        }
        let copy = try self.directory.copy(["votes.log"])
        #expect(try await self.open(copy).records == [self.vote(1), self.vote(2), self.vote(3)])
    }

    @Test("Two processes never hold one register")
    func lock() async throws {
        let log = try await self.open()
        await #expect(throws: StorageError.locked(file: "\(self.directory.path)/votes.log")) {
            _ = try await self.open()
        }
        try await log.append([self.vote(1)])
    }

    @Test("A closed register takes nothing more and is free for the next start")
    func closing() async throws {
        let log = try await self.open()
        try await log.append([self.vote(1)])
        try await log.close()
        await #expect(throws: StorageError.self) { try await log.append([self.vote(2)]) }
        #expect(try await self.open().records == [self.vote(1)])
    }

    @Test("An entry that a power cut left unfinished is cut off whole, wherever it ends")
    func tornTail() async throws {
        let log = try await self.open()
        try await log.append([self.vote(1)])
        let good = try self.directory.bytes("votes.log").count
        try await log.append([self.vote(2), self.vote(3)])
        let bytes = try self.directory.bytes("votes.log")
        for length in stride(from: good, to: bytes.count, by: 7) {
            let torn = try TemporaryDirectory()
            try torn.write(Array(bytes.prefix(length)), to: "votes.log")
            let again = try await self.open(torn)
            #expect(await again.records == [self.vote(1)])
            #expect(try torn.bytes("votes.log").count == good)
            try await again.append([self.vote(9)])
            #expect(try await self.open(torn.copy(["votes.log"])).records == [self.vote(1), self.vote(9)])
        }
    }

    @Test("A changed bit before the last entry means that the key must not vote")
    func damage() async throws {
        let log = try await self.open()
        for view in 1...5 { try await log.append([self.vote(UInt64(view))]) }
        let bytes = try self.directory.bytes("votes.log")
        let damaged = try TemporaryDirectory()
        for offset in stride(from: 0, to: bytes.count * 4 / 5, by: 11) {
            var changed = bytes
            changed[offset] ^= 1 << UInt8(offset % 8)
            try damaged.write(changed, to: "votes.log")
            let error = await #expect(throws: StorageError.self) { _ = try await self.open(damaged) }
            guard case .mustNotVote = error else {
                Issue.record("byte \(offset): \(String(describing: error))")
                return
            }
        }
    }

    @Test("Another zone's register is refused")
    func otherZone() async throws {
        let log = try await self.open()
        try await log.append([self.vote(1)])
        let copy = try self.directory.copy(["votes.log"])
        await #expect(throws: StorageError.self) {
            _ = try await VoteLog.open(directory: copy.path, genesis: .sha256([1]))
        }
    }

    @Test("A long register begins a new file that knows where the old one ended")
    func rotation() async throws {
        let log = try await self.open(rotationBytes: 4096)
        var longest = 0
        for view in UInt64(1)...200 {
            try await log.append([self.vote(view)])
            if view > 1 { try await log.dropThrough(epoch: 0, view: view - 1) }
            longest = max(longest, try self.directory.bytes("votes.log").count)
        }
        #expect(longest < 8192)
        let expected: [ConsensusRecord] = [.checkpoint(epoch: 0, view: 199), self.vote(200)]
        #expect(await log.records == expected)
        let again = try await self.open(self.directory.copy(["votes.log"]))
        let records = await again.records
        #expect(records.last == self.vote(200))
        guard case .checkpoint(_, let view) = records.first else {
            Issue.record("no checkpoint first")
            return
        }
        #expect(view > 150)
        #expect(records.dropFirst() == ((view + 1)...200).map { self.vote($0) }[...])
    }

    @Test("A rotation that was cut short leaves the old file in force")
    func interruptedRotation() async throws {
        let log = try await self.open()
        try await log.append([self.vote(1)])
        let copy = try self.directory.copy(["votes.log"])
        try copy.write([1, 2, 3], to: "votes.log.new")
        #expect(try await self.open(copy).records == [self.vote(1)])
        #expect(!FileManager.default.fileExists(atPath: "\(copy.path)/votes.log.new"))
    }

    @Test("After a failed write nothing more is taken")
    func failedWrite() async throws {
        let log = try await self.open(rotationBytes: 1)
        try await log.append([self.vote(1)])
        // A directory in the way of the rotation.
        try FileManager.default.createDirectory(
            atPath: "\(self.directory.path)/votes.log.new", withIntermediateDirectories: false)
        await #expect(throws: StorageError.self) { try await log.dropThrough(epoch: 0, view: 0) }
        await #expect(throws: StorageError.self) { try await log.append([self.vote(2)]) }
        let copy = try self.directory.copy(["votes.log"])
        #expect(try await self.open(copy).records == [self.vote(1)])
    }
}
