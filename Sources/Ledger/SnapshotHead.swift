public import CanonicalCBOR
public import Identity

/// Why a snapshot proves nothing.
public enum SnapshotError: Error, Equatable, Sendable, CustomStringConvertible {
    case epoch(UInt64, String)
    case block(String)
    /// The parts do not make the state root that the block promises.
    case stateRoot(expected: Digest, found: Digest)
    case chunk(Int)

    public var description: String {
        switch self {
        case .epoch(let epoch, let reason): "the end of epoch \(epoch) is not proved: \(reason)"
        case .block(let reason): "its block is not proved to be final: \(reason)"
        case .stateRoot(let expected, let found):
            "its parts make the state root \(found.hex), the final block promises \(expected.hex)"
        case .chunk(let index): "chunk \(index) is not what the state root promises"
        }
    }
}

/// What proves a state without its history: the last block with its certificate, how each epoch handed over to the next,
/// and the roots of the chunks in which the state comes.
public struct SnapshotHead: Hashable, Sendable {
    /// The last block of an epoch, its proof, and the validators that it names.
    public struct EpochEnd: Hashable, Sendable {
        public let block: FinalizedBlock
        public let next: ValidatorSet

        public init(block: FinalizedBlock, next: ValidatorSet) {
            self.block = block
            self.next = next
        }
    }

    /// The entries of one kind: how many, and the root of each chunk of them.
    public struct Part: Hashable, Sendable {
        public let kind: StateKind
        public let count: UInt32
        public let chunks: [Digest]

        var root: Digest {
            var tree = IncrementalMerkleTree()
            for chunk in self.chunks { tree.append(chunk) }
            return tree.root
        }
    }

    /// The most bytes of an encoded head that one box gives another: the roots of some 400 million entries.
    public static let maximumBytes = 16 << 20
    /// Entries of a chunk, the last one of a kind excepted: a power of two, so that a chunk is a subtree of the state's.
    public static let chunkEntries = 1024

    public let block: FinalizedBlock
    /// From the first epoch on.
    public let epochs: [EpochEnd]
    public let parts: [Part]

    /// - Parameter entries: the whole state, sorted by key.
    public init(block: FinalizedBlock, epochs: [EpochEnd], entries: [StateEntry]) {
        self.block = block
        self.epochs = epochs
        self.parts = StateKind.allCases.map { kind in
            let own = entries.filter { $0.key.kind == kind }
            let chunks = stride(from: 0, to: own.count, by: Self.chunkEntries).map { start in
                SnapshotChunk.root(of: own[start..<min(start + Self.chunkEntries, own.count)])
            }
            return Part(kind: kind, count: UInt32(own.count), chunks: chunks)
        }
    }

    /// Follows the epochs from the genesis and checks that the parts make the state of the final block.
    public func verify(_ genesis: Genesis) throws(SnapshotError) {
        var validators = genesis.firstValidators
        var before = validators
        for end in self.epochs {
            do throws(CertificateError) {
                try end.block.verify(validators, genesis: genesis.hash)
            } catch {
                throw .epoch(validators.epoch, error.description)
            }
            guard end.block.block.header.nextValidators == end.next.hash, end.next.epoch == validators.epoch + 1 else {
                throw .epoch(validators.epoch, "the block names another set than is given")
            }
            (before, validators) = (validators, end.next)
        }
        // A block that ends its epoch is the last of the ends too: those who named the next validators signed it.
        let signers = self.block.block.header.endsEpoch ? before : validators
        do throws(CertificateError) {
            try self.block.verify(signers, genesis: genesis.hash)
        } catch {
            throw .block(error.description)
        }
        let root = StateTree.root(of: self.parts.map { ($0.kind, Int($0.count), $0.root) })
        let expected = self.block.block.header.stateRoot
        guard root == expected, self.parts.map(\.kind) == StateKind.allCases else {
            throw .stateRoot(expected: expected, found: root)
        }
    }

    /// Which chunks follow, in their order.
    public var chunks: [SnapshotChunk] {
        self.parts.flatMap { part in
            part.chunks.enumerated().map { index, root in
                let first = index * Self.chunkEntries
                return SnapshotChunk(
                    kind: part.kind, first: UInt32(first), count: min(Self.chunkEntries, Int(part.count) - first),
                    root: root)
            }
        }
    }

    /// What an offer calls it.
    public var name: Digest { .sha256(self.encoded()) }
}

extension SnapshotHead {
    private static let limits = CBORLimits(bytes: 64 << 20, items: 1 << 21, depth: CBORLimits.standard.depth + 2)
    private static let mostEpochs = 10_000

    public func encoded() -> [UInt8] {
        CBOR.array([
            .bytes(self.block.encoded()),
            .array(
                self.epochs.map { end in
                    .array([
                        .bytes(end.block.encoded()), .unsigned(end.next.epoch), .array(end.next.members.map(\.cbor)),
                    ])
                }),
            .array(
                self.parts.map { part in
                    .array([
                        .unsigned(UInt64(part.kind.rawValue)), .unsigned(UInt64(part.count)),
                        .array(part.chunks.map { .digest($0) }),
                    ])
                }),
        ]).encoded()
    }

    public init(decoding bytes: [UInt8]) throws(CBORError) {
        var fields = try CBORFields(decoding: bytes, of: "snapshot", limits: Self.limits)
        self.block = try FinalizedBlock(decoding: fields.bytes("block", atMost: FinalizedBlock.maximumBytes))
        self.epochs = try fields.list("epochs", atMost: Self.mostEpochs) { (item) throws(CBORError) in
            let block = try FinalizedBlock(decoding: item.bytes("block", atMost: FinalizedBlock.maximumBytes))
            let epoch = try item.unsigned("epoch")
            let members = try item.list("members", atMost: Genesis.maximumPrincipals) { (member) throws(CBORError) in
                try Validator(&member)
            }
            return EpochEnd(block: block, next: ValidatorSet(epoch: epoch, members: members))
        }
        self.parts = try fields.list("parts", atMost: StateKind.allCases.count) { (item) throws(CBORError) in
            let kind: StateKind = try item.choice("kind")
            let count = try item.uint32("count")
            let expected = (Int(count) + Self.chunkEntries - 1) / Self.chunkEntries
            let values = try item.array("chunks", atMost: expected)
            guard values.count == expected else {
                throw item.refused("chunks", expected: "\(expected)", found: "\(values.count)")
            }
            var chunks = try CBORFields(.array(values), of: "chunks")
            return Part(
                kind: kind, count: count,
                chunks: try values.map { (_) throws(CBORError) in
                    try chunks.digest("root")
                })
        }
        try fields.end()
    }
}
