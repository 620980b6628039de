import Foundation
import Identity
import Ledger
import Metering
import Testing

@testable import Storage

@Suite("The box's own file")
struct BoxStoreTests {
    private let directory: TemporaryDirectory
    private let genesis = Digest.sha256([1])
    private let time = UTCTime(seconds: 1_770_000_000)

    init() throws { self.directory = try TemporaryDirectory() }

    private func open() async throws -> BoxStore {
        try await BoxStore.open(directory: self.directory.path, genesis: self.genesis)
    }

    private func payment(_ number: Int) -> TransactionBody {
        .payment(
            Payment(account: AccountID(1), amountPaise: Int64(number), reference: "R\(number)", receivedAt: self.time))
    }

    @Test("Commits wait for the disk")
    func synchronous() async throws {
        #expect(try await self.open().synchronousLevel() == 2)
    }

    @Test("The outbox keeps its order over a restart")
    func outbox() async throws {
        let store = try await self.open()
        let ids = try await store.enqueue([self.payment(1), self.payment(2)], at: self.time)
        try await store.enqueue([self.payment(3)], at: self.time.adding(seconds: 1))
        try await store.close()
        let again = try await self.open()
        let items = try await again.head(10)
        #expect(items.map(\.body) == [self.payment(1), self.payment(2), self.payment(3)])
        #expect(items.prefix(2).map(\.id) == ids)
        #expect(items.map(\.sequence) == [nil, nil, nil])
        #expect(items.last?.queuedAt == self.time.adding(seconds: 1))
        #expect(try await again.head(1).count == 1)
        #expect(try await again.waiting() == 3)
    }

    @Test("What is queued with a value that is set once is queued once, over a restart")
    func once() async throws {
        let store = try await self.open()
        #expect(try await store.enqueue(self.payment(1), at: self.time, settingOnce: "v", [1]))
        #expect(try await !store.enqueue(self.payment(2), at: self.time, settingOnce: "v", [2]))
        try await store.close()
        let again = try await self.open()
        #expect(try await !again.enqueue(self.payment(3), at: self.time, settingOnce: "v", [3]))
        #expect(try await again.value("v") == [1])
        #expect(try await again.head(9).map(\.body) == [self.payment(1)])
    }

    @Test("Submitted items stay until they are final")
    func submission() async throws {
        let store = try await self.open()
        let ids = try await store.enqueue((1...4).map { self.payment($0) }, at: self.time)
        for (offset, id) in ids.prefix(3).enumerated() {
            try await store.markSubmitted([id], sequence: UInt64(offset) + 7)
        }
        #expect(try await store.head(10).map(\.sequence) == [7, 8, 9, nil])
        try await store.confirmed(throughSequence: 8)
        #expect(try await store.head(10).map(\.id) == Array(ids.suffix(2)))
        try await store.markSubmitted([ids[2]], sequence: 12)
        try await store.confirmed(throughSequence: 11)
        #expect(try await store.waiting() == 2)
        try await store.confirmed([ids[2]])
        let new = try await store.enqueue([self.payment(5)], at: self.time)
        #expect(new[0] > ids[3])
    }

    @Test("Items that go as one transaction are marked, returned and final together")
    func submittedTogether() async throws {
        let store = try await self.open()
        let ids = try await store.enqueue((1...3).map { self.payment($0) }, at: self.time)
        try await store.markSubmitted(Array(ids.prefix(2)), sequence: 7)
        try await store.close()
        let again = try await self.open()
        #expect(try await again.head(10).map(\.sequence) == [7, 7, nil])
        try await again.returned(Array(ids.prefix(2)))
        #expect(try await again.head(10).map(\.sequence) == [nil, nil, nil])
        try await again.confirmed(Array(ids.prefix(2)))
        #expect(try await again.head(10).map(\.id) == [ids[2]])
    }

    @Test("Bodies and values are queued together or not at all")
    func together() async throws {
        let store = try await self.open()
        try await store.enqueue([self.payment(1)], at: self.time, setting: [("register/1", [1]), ("register/2", [2])])
        try await store.setValues([("register/1", [9, 9]), ("other", [])])
        try await store.close()
        let again = try await self.open()
        #expect(try await again.value("register/1") == [9, 9])
        #expect(try await again.value("other") == [])
        #expect(try await again.value("nothing") == nil)
        let registers = try await again.values(prefix: "register/")
        #expect(registers.map(\.key) == ["register/1", "register/2"])
        _ = try self.directory.shell(
            "box.db", "CREATE TRIGGER stop BEFORE INSERT ON \"values\" BEGIN SELECT raise(ABORT, 'no'); END")
        await #expect(throws: StorageError.self) {
            try await again.enqueue([self.payment(2)], at: self.time, setting: [("register/1", [3])])
        }
        #expect(try await again.waiting() == 1)
    }

    @Test("The switching journal is read back by meter")
    func switchings() async throws {
        let store = try await self.open()
        for number in UInt32(1)...4 {
            try await store.recordSwitching(
                of: MeterID(number % 2), at: self.time, text: "opened \(number)", record: [UInt8(number)])
        }
        #expect(try await store.switchings(of: MeterID(1)).map(\.record) == [[1], [3]])
        let all = try await store.switchings()
        #expect(try await store.switchings(after: all[1].id, limit: 1).map(\.text) == ["opened 3"])
    }

    @Test("Damage and another zone's file are refused by name")
    func refusals() async throws {
        let store = try await self.open()
        try await store.enqueue((1...200).map { self.payment($0) }, at: self.time)
        try await store.close()
        let other = try self.directory.copy(["box.db"])
        await #expect(
            throws: StorageError.wrongGenesis(
                file: "\(other.path)/box.db", expected: .sha256([2]), found: self.genesis)
        ) { _ = try await BoxStore.open(directory: other.path, genesis: .sha256([2])) }
        var bytes = try other.bytes("box.db")
        for offset in 4096..<bytes.count { bytes[offset] = 0x5A }
        try other.write(bytes, to: "box.db")
        await #expect(throws: StorageError.self) {
            _ = try await BoxStore.open(directory: other.path, genesis: self.genesis)
        }
        try other.write(Array("not a database, but long enough to look at".utf8), to: "box.db")
        await #expect(throws: StorageError.self) {
            _ = try await BoxStore.open(directory: other.path, genesis: self.genesis)
        }
    }
}
