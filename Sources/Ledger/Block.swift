public import CanonicalCBOR
public import Identity

/// A header with the transactions that it commits to, of both ledgers in the order of their execution.
public struct Block: Hashable, Sendable {
    public let header: BlockHeader
    public let transactions: [SignedTransaction]

    /// The most bytes of an encoded block.
    public static let maximumBytes = 1 << 20
    /// The most transactions of a block.
    public static let maximumTransactions = 4096

    /// Every item takes a byte at least, so the bytes bound the items; depth leaves room for a certificate around it.
    static let limits = CBORLimits(
        bytes: maximumBytes, items: maximumBytes, depth: CBORLimits.standard.depth - 1)

    public init(header: BlockHeader, transactions: [SignedTransaction]) {
        self.header = header
        self.transactions = transactions
    }

    public var hash: Digest { self.header.hash }

    /// The Merkle root of one ledger's transactions.
    public static func root(of ledger: LedgerKind, in transactions: [SignedTransaction]) -> Digest {
        MerkleTree.root(
            leaves: transactions.filter { $0.transaction.body.ledger == ledger }.map { $0.encoded() })
    }

    /// True where the header's count and transaction roots are those of the transactions.
    public var matchesItsHeader: Bool {
        Int(self.header.transactionCount) == self.transactions.count
            && self.header.energyRoot == Self.root(of: .energy, in: self.transactions)
            && self.header.paymentRoot == Self.root(of: .payment, in: self.transactions)
    }
}

extension Block {
    public var cbor: CBOR { .array([self.header.cbor, .array(self.transactions.map(\.cbor))]) }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        var header = try fields.fields("header")
        self.header = try BlockHeader(&header)
        try header.end()
        self.transactions = try fields.list("transactions", atMost: Self.maximumTransactions) {
            (item) throws(CBORError) in try SignedTransaction(&item)
        }
    }

    public func encoded() -> [UInt8] { self.cbor.encoded() }

    public init(decoding bytes: [UInt8]) throws(CBORError) {
        var fields = try CBORFields(decoding: bytes, of: "block", limits: Self.limits)
        try self.init(&fields)
        try fields.end()
    }
}
