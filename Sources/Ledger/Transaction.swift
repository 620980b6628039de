public import CanonicalCBOR
public import Identity
public import Metering

/// Which of the two ledgers a transaction belongs to; each has its own root in the header.
public enum LedgerKind: UInt8, Hashable, Sendable {
    /// Readings, meter events, registry, tariffs and policy.
    case energy = 1
    /// Payments and collectors' watermarks.
    case payment = 2
}

/// One principal's wish to change the state; signed when it is submitted.
public struct Transaction: Hashable, Sendable {
    public let sender: PrincipalID
    /// One more than the sender's last: no replay, no gap.
    public let sequence: UInt64
    /// Block time after which the transaction can no longer enter a block.
    public let expires: UTCTime
    public let body: TransactionBody

    public init(sender: PrincipalID, sequence: UInt64, expires: UTCTime, body: TransactionBody) {
        self.sender = sender
        self.sequence = sequence
        self.expires = expires
        self.body = body
    }

    var cbor: CBOR {
        .array([.identifier(self.sender), .unsigned(self.sequence), .time(self.expires), self.body.cbor])
    }

    init(_ fields: inout CBORFields) throws(CBORError) {
        self.sender = try fields.identifier("sender")
        self.sequence = try fields.unsigned("sequence")
        self.expires = try fields.time("expires")
        var body = try fields.fields("body")
        self.body = try TransactionBody(&body)
        try body.end()
    }

    public func signed(by key: SigningKey, genesis: Digest) -> SignedTransaction {
        let signature = key.sign(self.cbor.encoded(), domain: .transaction, genesis: genesis)
        return SignedTransaction(transaction: self, signatures: [(self.sender, signature)])
    }
}

/// A transaction with the signatures that it needs: the sender's first, then those of approving principals.
public struct SignedTransaction: Hashable, Sendable {
    public let transaction: Transaction
    public let signatures: [(signer: PrincipalID, signature: Signature)]

    /// The most signatures on one transaction.
    public static let maximumSignatures = 8
    /// The most bytes of an encoded transaction: the readings of a full roster fit.
    public static let maximumBytes = 1 << 16
    /// What a lone transaction may hold: what passes here also fits as a part of a block, however many there are.
    static let limits = CBORLimits(bytes: maximumBytes, items: maximumBytes, depth: CBORLimits.standard.depth - 4)

    /// True where the transaction is what a decoder would make of its own encoding, so that every replica can read it.
    public var isWellFormed: Bool {
        guard let decoded = try? SignedTransaction(decoding: self.encoded()) else { return false }
        return decoded == self
    }

    init(transaction: Transaction, signatures: [(signer: PrincipalID, signature: Signature)]) {
        self.transaction = transaction
        self.signatures = signatures
    }

    /// The same transaction with one more principal's approval.
    public func approved(by key: SigningKey, as id: PrincipalID, genesis: Digest) -> SignedTransaction {
        let signature = key.sign(self.transaction.cbor.encoded(), domain: .transaction, genesis: genesis)
        return SignedTransaction(transaction: self.transaction, signatures: self.signatures + [(id, signature)])
    }

    /// True where the signature at `index` was made by `key`.
    public func isSigned(at index: Int, by key: PublicKey, genesis: Digest) -> Bool {
        guard self.signatures.indices.contains(index) else { return false }
        return key.verify(
            self.signatures[index].signature, of: self.transaction.cbor.encoded(), domain: .transaction,
            genesis: genesis)
    }

    /// Names the transaction whatever its signatures: the hash of what they cover.
    public var id: Digest { .sha256(self.transaction.cbor.encoded()) }

    public static func == (left: SignedTransaction, right: SignedTransaction) -> Bool {
        left.transaction == right.transaction
            && left.signatures.elementsEqual(right.signatures) {
                $0.signer == $1.signer && $0.signature == $1.signature
            }
    }

    public func hash(into hasher: inout Hasher) { hasher.combine(self.transaction) }
}

extension SignedTransaction {
    public var cbor: CBOR {
        .array([
            self.transaction.cbor,
            .array(self.signatures.map { .array([.identifier($0.signer), .bytes($0.signature.bytes)]) }),
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        var transaction = try fields.fields("transaction")
        self.transaction = try Transaction(&transaction)
        try transaction.end()
        self.signatures = try fields.list("signatures", atMost: Self.maximumSignatures) { (item) throws(CBORError) in
            (signer: try item.identifier("signer", PrincipalID.self), signature: try item.signature("signature"))
        }
        guard self.signatures.first?.signer == self.transaction.sender else {
            throw fields.refused("signatures", expected: "the sender's signature first", found: "another or none")
        }
        guard Set(self.signatures.map(\.signer)).count == self.signatures.count else {
            throw fields.refused("signatures", expected: "one signature of each signer", found: "two of one signer")
        }
    }

    public func encoded() -> [UInt8] { self.cbor.encoded() }

    public init(decoding bytes: [UInt8]) throws(CBORError) {
        var fields = try CBORFields(decoding: bytes, of: "transaction", limits: Self.limits)
        try self.init(&fields)
        try fields.end()
    }
}
