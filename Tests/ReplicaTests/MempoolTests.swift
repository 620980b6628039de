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
        let key = try SigningKey(seed: Array(repeating: UInt8(truncatingIfNeeded: sender + 1), count: 32))
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
            try pool.insert(Self.transaction(sender, sequence), next: 1)
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
        try pool.insert(Self.transaction(1, 1), next: 1)
        try pool.insert(Self.transaction(1, 1), next: 1)
        #expect(pool.count == 1)
        #expect(throws: SubmissionRefusal.self) { try pool.insert(Self.transaction(1, 1, amount: 2), next: 1) }
    }

    @Test("one sender cannot fill the pool")
    func bounded() throws {
        var pool = Mempool()
        for sequence in 1...UInt64(Mempool.perSender) { try pool.insert(Self.transaction(1, sequence), next: 1) }
        #expect(throws: SubmissionRefusal.poolFull) {
            try pool.insert(Self.transaction(1, UInt64(Mempool.perSender) + 1), next: 1)
        }
        try pool.insert(Self.transaction(2, 1), next: 1)
    }

    @Test("a sender's next transaction is taken however many wait behind it: no gap keeps them all out of blocks")
    func gapFilled() throws {
        var pool = Mempool()
        let last = UInt64(Mempool.perSender)
        for sequence in 2...last { try pool.insert(Self.transaction(1, sequence), next: 1) }
        #expect(throws: SubmissionRefusal.poolFull) { try pool.insert(Self.transaction(1, last + 1), next: 1) }
        try pool.insert(Self.transaction(1, 1), next: 1)
        let ready = pool.ready(nextSequence: { _ in 1 }, at: UTCTime(seconds: 5), atMost: 100, bytes: 1 << 20)
        #expect(ready.map(\.transaction.sequence) == Array(1...last))
    }

    @Test("a pool that gaps fill still takes each sender's next transaction, and no other")
    func fullOfGaps() throws {
        var pool = Mempool()
        var (sender, sequence) = (UInt32(0), UInt64(2))
        while pool.count < Mempool.total {
            try pool.insert(Self.transaction(sender, sequence), next: 1)
            sequence += 1
            if sequence > UInt64(Mempool.perSender) { (sender, sequence) = (sender + 1, 2) }
        }
        #expect(throws: SubmissionRefusal.poolFull) { try pool.insert(Self.transaction(sender + 1, 2), next: 1) }
        try pool.insert(Self.transaction(0, 1), next: 1)
        try pool.insert(Self.transaction(sender + 1, 1), next: 1)
        #expect(pool.hasReady { _ in 1 })
    }

    @Test("what a block has used and what has expired goes")
    func prune() throws {
        var pool = Mempool()
        try pool.insert(Self.transaction(1, 1), next: 1)
        try pool.insert(Self.transaction(1, 2, expires: 10), next: 1)
        try pool.insert(Self.transaction(1, 3), next: 1)
        pool.prune(nextSequence: { _ in 2 }, time: UTCTime(seconds: 11))
        #expect(pool.count == 1)
        #expect(!pool.isEmpty)
    }

    @Test("a waiting payment is seen for its account only")
    func payments() throws {
        var pool = Mempool()
        try pool.insert(Self.transaction(3, 1), next: 1)
        #expect(pool.hasPayment(for: AccountID(3)))
        #expect(!pool.hasPayment(for: AccountID(4)))
    }
}
