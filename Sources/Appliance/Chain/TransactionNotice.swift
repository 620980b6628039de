import CanonicalCBOR
import Ledger

/// Transactions that a validator was given, as it tells the others: each an encoded ``SignedTransaction``.
struct TransactionNotice: Equatable, Sendable {
    static let mostTransactions = 256
    /// Bytes of transactions beyond which no more are gathered.
    static let mostGathered = 256 * 1024
    private static let limits = CBORLimits(
        bytes: mostGathered + SignedTransaction.maximumBytes + 8 * mostTransactions, items: mostTransactions + 1,
        depth: 2)

    let transactions: [[UInt8]]

    init(_ transactions: [[UInt8]]) { self.transactions = transactions }

    func encoded() -> [UInt8] { CBOR.array(self.transactions.map { .bytes($0) }).encoded() }

    init(decoding bytes: [UInt8]) throws(CBORError) {
        var list: [[UInt8]] = []
        for item in try CBOR(decoding: bytes, limits: Self.limits).readArray(atMost: Self.mostTransactions) {
            list.append(try item.readBytes(atMost: SignedTransaction.maximumBytes))
        }
        self.transactions = list
    }
}

/// Gathers what validators tell one another: a transaction that comes alone leaves at once, those that come within the
/// window after it leave together, so that a message is paid for once for many.
struct TransactionGathering: Sendable {
    private var waiting: [[UInt8]] = []
    private var bytes = 0
    /// A notice left, and those who come now wait for the end of the window.
    private(set) var isWindowOpen = false

    /// Takes an encoded transaction; gives what leaves now.
    mutating func add(_ transaction: [UInt8]) -> TransactionNotice? {
        self.waiting.append(transaction)
        self.bytes += transaction.count
        let isFull =
            self.bytes >= TransactionNotice.mostGathered || self.waiting.count >= TransactionNotice.mostTransactions
        return !self.isWindowOpen || isFull ? self.take() : nil
    }

    /// The window is over; gives what leaves now. Where there is nothing, none is open any more.
    mutating func windowEnded() -> TransactionNotice? {
        self.isWindowOpen = false
        return self.waiting.isEmpty ? nil : self.take()
    }

    private mutating func take() -> TransactionNotice {
        defer {
            self.waiting = []
            self.bytes = 0
            self.isWindowOpen = true
        }
        return TransactionNotice(self.waiting)
    }
}
