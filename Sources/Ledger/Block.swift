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

/// A block with the proof that it is final.
public struct FinalizedBlock: Hashable, Sendable {
    public let block: Block
    public let certificate: Certificate

    /// A block and a certificate of as many signers as there can be.
    public static let maximumBytes = Block.maximumBytes + Certificate.maximumSigners * 80 + 1024
    static let limits = CBORLimits(bytes: maximumBytes, items: maximumBytes)

    public init(block: Block, certificate: Certificate) {
        self.block = block
        self.certificate = certificate
    }

    /// Checks that the certificate finalizes this very block and that the block holds what its header promises.
    public func verify(_ validators: ValidatorSet, genesis: Digest) throws(CertificateError) {
        let statement = self.certificate.statement
        guard statement.kind == .finalize else { throw .wrongKind(statement.kind) }
        guard statement.blockHash == self.block.hash, statement.view == self.block.header.view,
            self.block.matchesItsHeader
        else { throw .wrongBlock(expected: self.block.hash, found: statement.blockHash) }
        try self.certificate.verify(validators, genesis: genesis)
    }

    public func encoded() -> [UInt8] { CBOR.array([self.block.cbor, self.certificate.cbor]).encoded() }

    public init(decoding bytes: [UInt8]) throws(CBORError) {
        var fields = try CBORFields(decoding: bytes, of: "finalized block", limits: Self.limits)
        var block = try fields.fields("block")
        self.block = try Block(&block)
        try block.end()
        var certificate = try fields.fields("certificate")
        self.certificate = try Certificate(&certificate)
        try certificate.end()
        try fields.end()
    }
}
