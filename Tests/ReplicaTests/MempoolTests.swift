import Identity
import Ledger
import Metering
import Replica
import Testing

@Suite("Transactions that wait") struct MempoolTests {
    private static let genesis = Digest.sha256([1])

    private static func transaction(
        _ sender: UInt32, _ sequence: UInt64, expires: Int64 = 1000, amount: Int64 = 1
    ) throws -> SignedTransaction {
        let key = try SigningKey(seed: Array(repeating: UInt8(sender + 1), count: 32))
        let payment = Payment(
            account: AccountID(sender), amountPaise: amount, reference: "r\(sequence)", receivedAt: UTCTime(seconds: 1))
        return Transaction(
            sender: PrincipalID(sender), sequence: sequence, expires: UTCTime(seconds: expires), body: .payment(payment)
        ).signed(by: key, genesis: self.genesis)
    }

    @Test("a sender's transactions come in their sequence and stop at a gap; senders in the order of their numbers")
    func order() throws {
        var pool = Mempool()
        for (sender, sequence) in [(2, 7), (1, 3), (2, 5), (1, 1), (2, 6), (1, 4)] as [(UInt32, UInt64)] {
            try pool.insert(Self.transaction(sender, sequence))
        }
        let next: [PrincipalID: UInt64] = [PrincipalID(1): 1, PrincipalID(2): 5]
        let ready = pool.ready(
            nextSequence: { next[$0] ?? 1 }, at: UTCTime(seconds: 5), atMost: 10, bytes: 1 << 20)
        #expect(ready.map(\.transaction.sequence) == [1, 5, 6, 7])
        #expect(ready.map(\.transaction.sender.number) == [1, 2, 2, 2])
    }

    @Test("the same transaction twice is one; another with its sequence number is refused")
    func duplicates() throws {
        var pool = Mempool()
        try pool.insert(Self.transaction(1, 1))
        try pool.insert(Self.transaction(1, 1))
        #expect(pool.count == 1)
        #expect(throws: SubmissionRefusal.self) { try pool.insert(Self.transaction(1, 1, amount: 2)) }
    }

    @Test("one sender cannot fill the pool")
    func bounded() throws {
        var pool = Mempool()
        for sequence in 1...UInt64(Mempool.perSender) { try pool.insert(Self.transaction(1, sequence)) }
        #expect(throws: SubmissionRefusal.poolFull) {
            try pool.insert(Self.transaction(1, UInt64(Mempool.perSender) + 1))
        }
        try pool.insert(Self.transaction(2, 1))
    }

    @Test("what a block has used and what has expired goes")
    func prune() throws {
        var pool = Mempool()
        try pool.insert(Self.transaction(1, 1))
        try pool.insert(Self.transaction(1, 2, expires: 10))
        try pool.insert(Self.transaction(1, 3))
        pool.prune(nextSequence: { _ in 2 }, time: UTCTime(seconds: 11))
        #expect(pool.count == 1)
        #expect(!pool.isEmpty)
    }

    @Test("a waiting payment is seen for its account only")
    func payments() throws {
        var pool = Mempool()
        try pool.insert(Self.transaction(3, 1))
        #expect(pool.hasPayment(for: AccountID(3)))
        #expect(!pool.hasPayment(for: AccountID(4)))
    }
}
