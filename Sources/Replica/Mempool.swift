public import Contract
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
    /// The most transactions that wait for one sender, and how far their sequence numbers reach: a number beyond waits
    /// until blocks have come nearer, so that what is taken early never keeps out the one before it.
    public static let perSender = 64
    /// The most that wait in all. The next one of a sender is taken beyond it, up to twice as many: what waits behind it
    /// goes into no block without it.
    public static let total = 16_384

    private struct Waiting: Sendable {
        let transaction: SignedTransaction
        let id: Digest
        let bytes: Int
        let admission: Admission?

        var sequence: UInt64 { self.transaction.transaction.sequence }
        var expires: UTCTime { self.transaction.transaction.expires }
    }

    private var bySender: [PrincipalID: [Waiting]] = [:]
    public private(set) var count = 0

    public init() {}

    public var isEmpty: Bool { self.count == 0 }

    /// Adds a transaction that the state admits; another one with the same sequence number stays.
    ///
    /// - Parameters:
    ///   - next: the sequence number of its sender that the state expects.
    ///   - admission: what the state found, which spares the check of its block the same.
    public mutating func insert(
        _ transaction: SignedTransaction, next: UInt64, admission: Admission? = nil
    ) throws(SubmissionRefusal) {
        let (sender, id) = (transaction.transaction.sender, transaction.id)
        var waiting = self.bySender[sender] ?? []
        let sequence = transaction.transaction.sequence
        if let other = waiting.first(where: { $0.sequence == sequence }) {
            guard other.id == id else {
                throw .refused("another transaction of principal \(sender) with sequence number \(sequence) is waiting")
            }
            return
        }
        let most = sequence == next ? 2 * Self.total : Self.total
        let ahead = sequence - min(sequence, next)
        guard ahead < UInt64(Self.perSender), self.count < most else { throw .poolFull }
        let position = waiting.firstIndex { $0.sequence > sequence } ?? waiting.count
        let bytes = admission?.bytes ?? transaction.encoded().count
        waiting.insert(Waiting(transaction: transaction, id: id, bytes: bytes, admission: admission), at: position)
        self.bySender[sender] = waiting
        self.count += 1
    }

    private func waiting(like transaction: SignedTransaction) -> Waiting? {
        self.bySender[transaction.transaction.sender]?.first { $0.sequence == transaction.transaction.sequence }
    }

    /// True where this very transaction waits.
    public func contains(_ transaction: SignedTransaction) -> Bool {
        self.waiting(like: transaction).map { $0.id == transaction.id } ?? false
    }

    /// What was found when the transaction came; nil where it does not wait here.
    public func admission(of transaction: SignedTransaction) -> Admission? {
        self.waiting(like: transaction)?.admission
    }

    /// True where the next transaction of some sender waits.
    public func hasReady(nextSequence: (PrincipalID) -> UInt64) -> Bool {
        self.bySender.contains { sender, waiting in
            let next = nextSequence(sender)
            return waiting.contains { $0.sequence == next }
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
            for waiting in self.bySender[sender] ?? [] where waiting.sequence == next {
                guard waiting.expires >= time else { break }
                size += waiting.bytes
                guard chosen.count < limit, size <= bytes else { return chosen }
                chosen.append(waiting.transaction)
                next += 1
            }
        }
        return chosen
    }

    /// Takes out what a block has used, and what has expired.
    public mutating func prune(nextSequence: (PrincipalID) -> UInt64, time: UTCTime) {
        for (sender, waiting) in self.bySender {
            let next = nextSequence(sender)
            let kept = waiting.filter { $0.sequence >= next && $0.expires >= time }
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
            waiting.contains { $0.transaction.transaction.body.paidAccount == account }
        }
    }
}
