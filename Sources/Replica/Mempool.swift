public import Identity
public import Ledger
public import Metering

/// Why a transaction was not taken.
public enum SubmissionRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    case refused(String)
    case poolFull
    case notReachable(String)

    public var description: String {
        switch self {
        case .refused(let reason): reason
        case .poolFull: "too many transactions are waiting; try again when blocks have taken some"
        case .notReachable(let reason): "no validator could be reached: \(reason); the transaction was not taken"
        }
    }
}

/// Transactions that wait for a block, in each sender's sequence.
public struct Mempool: Sendable {
    /// The most transactions that wait for one sender.
    public static let perSender = 64
    /// The most that wait in all.
    public static let total = 16_384

    private var bySender: [PrincipalID: [SignedTransaction]] = [:]
    public private(set) var count = 0

    public init() {}

    public var isEmpty: Bool { self.count == 0 }

    /// Adds a transaction that the state admits; another one with the same sequence number stays.
    public mutating func insert(_ transaction: SignedTransaction) throws(SubmissionRefusal) {
        let sender = transaction.transaction.sender
        var waiting = self.bySender[sender] ?? []
        let sequence = transaction.transaction.sequence
        if let other = waiting.first(where: { $0.transaction.sequence == sequence }) {
            guard other.id == transaction.id else {
                throw .refused("another transaction of principal \(sender) with sequence number \(sequence) is waiting")
            }
            return
        }
        guard waiting.count < Self.perSender, self.count < Self.total else { throw .poolFull }
        let position = waiting.firstIndex { $0.transaction.sequence > sequence } ?? waiting.count
        waiting.insert(transaction, at: position)
        self.bySender[sender] = waiting
        self.count += 1
    }

    /// True where this very transaction waits.
    public func contains(_ transaction: SignedTransaction) -> Bool {
        let waiting = self.bySender[transaction.transaction.sender] ?? []
        return waiting.contains {
            $0.transaction.sequence == transaction.transaction.sequence && $0.id == transaction.id
        }
    }

    /// True where the next transaction of some sender waits.
    public func hasReady(nextSequence: (PrincipalID) -> UInt64) -> Bool {
        self.bySender.contains { sender, waiting in
            let next = nextSequence(sender)
            return waiting.contains { $0.transaction.sequence == next }
        }
    }

    /// What can go into a block of this time: each sender's transactions without a gap, senders in the order of their
    /// numbers.
    public func ready(
        nextSequence: (PrincipalID) -> UInt64, at time: UTCTime, atMost limit: Int, bytes: Int
    ) -> [SignedTransaction] {
        var chosen: [SignedTransaction] = []
        var size = 0
        for sender in self.bySender.keys.sorted() {
            var next = nextSequence(sender)
            for transaction in self.bySender[sender] ?? [] where transaction.transaction.sequence == next {
                guard transaction.transaction.expires >= time else { break }
                size += transaction.encoded().count
                guard chosen.count < limit, size <= bytes else { return chosen }
                chosen.append(transaction)
                next += 1
            }
        }
        return chosen
    }

    /// Takes out what a block has used, and what has expired.
    public mutating func prune(nextSequence: (PrincipalID) -> UInt64, time: UTCTime) {
        for (sender, waiting) in self.bySender {
            let next = nextSequence(sender)
            let kept = waiting.filter { $0.transaction.sequence >= next && $0.transaction.expires >= time }
            self.count -= waiting.count - kept.count
            self.bySender[sender] = kept.isEmpty ? nil : kept
        }
    }

    public mutating func remove(_ id: Digest, from sender: PrincipalID) {
        guard let waiting = self.bySender[sender] else { return }
        let kept = waiting.filter { $0.id != id }
        self.count -= waiting.count - kept.count
        self.bySender[sender] = kept.isEmpty ? nil : kept
    }

    /// True where a payment for the account waits.
    public func hasPayment(for account: AccountID) -> Bool {
        self.bySender.values.contains { waiting in
            waiting.contains {
                if case .payment(let payment) = $0.transaction.body { payment.account == account } else { false }
            }
        }
    }
}
