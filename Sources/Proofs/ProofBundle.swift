public import CanonicalCBOR
public import Identity
public import Ledger
public import Metering

/// What a bundle is about.
public enum ProofKind: UInt8, Hashable, Sendable, CaseIterable {
    /// A bill, computed again from its tariff.
    case bill = 1
    /// What a box read of a meter's register for one interval.
    case reading = 2
    /// A payment, without a reading.
    case payment = 3
    /// Why a meter's supply was cut off.
    case switching = 4
}

/// Facts of a zone's chain with everything that proves them from the genesis: verified offline, by anybody.
///
/// Format and meaning: docs/proofs.md and docs/ledger.cddl.
public struct ProofBundle: Hashable, Sendable {
    /// A transaction and the block that it is in.
    public struct PlacedTransaction: Hashable, Sendable {
        /// Position among ``ProofBundle/blocks``.
        public let block: UInt32
        public let proof: TransactionProof

        public init(block: UInt32, proof: TransactionProof) {
            self.block = block
            self.proof = proof
        }
    }

    /// The most bytes of an encoded bundle.
    public static let maximumBytes = 1 << 21
    /// The most blocks, and the most transactions.
    public static let maximumBlocks = 64
    /// The most events of a relay: each may be in a block of its own, besides the one whose state is shown.
    public static let maximumEvents = maximumBlocks - 1
    static let format = "gridtally proof 1"
    private static let mostEpochs = 10_000
    private static let limits = CBORLimits(bytes: maximumBytes, items: maximumBytes)

    public let kind: ProofKind
    /// Hash of the zone's genesis.
    public let genesis: Digest
    /// From the first epoch to the last one that a block is of.
    public let history: [EpochHandover]
    /// The first one is the block whose state the entries are of.
    public let blocks: [FinalHeader]
    public let state: StateProof
    public let transactions: [PlacedTransaction]
    /// Of a reading, the end of its interval, which is one of its transaction's; nil for all else.
    public let interval: UTCTime?

    public init(
        kind: ProofKind, genesis: Digest, history: [EpochHandover], blocks: [FinalHeader], state: StateProof,
        transactions: [PlacedTransaction], interval: UTCTime?
    ) {
        self.kind = kind
        self.genesis = genesis
        self.history = history
        self.blocks = blocks
        self.state = state
        self.transactions = transactions
        self.interval = interval
    }
}

extension ProofBundle {
    public func encoded() -> [UInt8] {
        CBOR.array([
            .text(Self.format), .unsigned(UInt64(self.kind.rawValue)), .digest(self.genesis),
            .array(self.history.map(\.cbor)), .array(self.blocks.map(\.cbor)), self.state.partsCBOR,
            self.state.entriesCBOR,
            .array(self.transactions.map { .array([.unsigned(UInt64($0.block)), $0.proof.cbor]) }),
            .optionalTime(self.interval),
        ]).encoded()
    }

    /// - Throws: ``CBORError`` where the bytes are not a bundle; nothing of what it claims is checked yet.
    public init(decoding bytes: [UInt8]) throws(CBORError) {
        var fields = try CBORFields(decoding: bytes, of: "proof", limits: Self.limits)
        let format = try fields.text("format", atMost: 64)
        guard format == Self.format else {
            throw fields.refused("format", expected: "\"\(Self.format)\"", found: "\"\(format)\"")
        }
        self.kind = try fields.choice("kind")
        self.genesis = try fields.digest("genesis")
        self.history = try fields.list("history", atMost: Self.mostEpochs) { (item) throws(CBORError) in
            try EpochHandover(&item)
        }
        self.blocks = try fields.list("blocks", atMost: Self.maximumBlocks) { (item) throws(CBORError) in
            try FinalHeader(&item)
        }
        self.state = try StateProof(&fields, recordLimit: Self.maximumBytes)
        self.transactions = try fields.list("transactions", atMost: Self.maximumBlocks) { (item) throws(CBORError) in
            let block = try item.uint32("block")
            var proof = try item.fields("proof")
            let placed = PlacedTransaction(block: block, proof: try TransactionProof(&proof))
            try proof.end()
            return placed
        }
        self.interval = try fields.optionalTime("interval")
        try fields.end()
    }
}
