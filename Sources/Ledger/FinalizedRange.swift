public import CanonicalCBOR
public import Identity

/// Why a range of blocks proves nothing.
public enum RangeError: Error, Equatable, Sendable, CustomStringConvertible {
    case empty
    /// A block or header does not stand on the one before it.
    case notConsecutive(height: UInt64)
    /// A block does not hold what its header promises.
    case wrongContent(height: UInt64)
    case certificate(CertificateError)

    public var description: String {
        switch self {
        case .empty: "a range without blocks"
        case .notConsecutive(let height): "a range whose block \(height) does not stand on the one before it"
        case .wrongContent(let height): "a range whose block \(height) does not hold what its header promises"
        case .certificate(let error): error.description
        }
    }
}

/// Consecutive blocks with the proof that all of them are final: one certificate at their end, and the hash chain back
/// from it.
public struct FinalizedRange: Hashable, Sendable {
    /// In order of height; at least one.
    public let blocks: [Block]
    /// Headers after the last block up to the one that the certificate is for; empty where it is for the last block.
    /// After an epoch's last block they are those of fillers.
    public let tail: [BlockHeader]
    public let certificate: Certificate

    /// The most blocks of a range: who keeps a range keeps one certificate for so many blocks at most.
    public static let maximumBlocks = 256
    /// The most headers after the last block: to the end of any kept range, and from there to its certificate.
    public static let maximumTail = maximumBlocks + FinalizedBlock.maximumLink
    /// The most bytes of an encoded range: a full block, its tail and a certificate of as many signers as there can be.
    public static let maximumBytes = FinalizedBlock.maximumBytes + maximumBlocks * 320
    /// Blocks lie one array deeper than in a finalized block.
    private static let limits = CBORLimits(
        bytes: maximumBytes, items: maximumBytes, depth: CBORLimits.standard.depth + 1)

    public init(blocks: [Block], tail: [BlockHeader] = [], certificate: Certificate) {
        self.blocks = blocks
        self.tail = tail
        self.certificate = certificate
    }

    public init(_ final: FinalizedBlock) {
        self.init(blocks: [final.block], tail: final.link, certificate: final.certificate)
    }

    public var firstHeight: UInt64 { self.blocks.first?.header.height ?? 0 }
    public var lastHeight: UInt64 { self.blocks.last?.header.height ?? 0 }

    /// The header that the certificate is for.
    public var certifiedHeader: BlockHeader? { self.tail.last ?? self.blocks.last?.header }

    /// The same range without its blocks up to a height, of which the chain of hashes proves the rest as well.
    public func dropping(through height: UInt64) -> FinalizedRange {
        FinalizedRange(
            blocks: Array(self.blocks.drop { $0.header.height <= height }), tail: self.tail,
            certificate: self.certificate)
    }

    /// Checks the links, the blocks' content and the certificate.
    ///
    /// - Parameter validators: the set of the epoch in which the range ends; a range lies in one epoch.
    public func verify(_ validators: ValidatorSet, genesis: Digest) throws(RangeError) {
        guard let last = self.certifiedHeader else { throw .empty }
        for block in self.blocks where !block.matchesItsHeader || block.header.isFiller {
            throw .wrongContent(height: block.header.height)
        }
        let headers = self.blocks.map(\.header) + self.tail
        for (parent, header) in zip(headers, headers.dropFirst()) {
            guard header.follows(parent), header.epoch == parent.epoch, header.view > parent.view else {
                throw .notConsecutive(height: header.height)
            }
        }
        let statement = self.certificate.statement
        guard statement.kind == .finalize else { throw .certificate(.wrongKind(statement.kind)) }
        guard statement.blockHash == last.hash, statement.view == last.view else {
            throw .certificate(.wrongBlock(expected: last.hash, found: statement.blockHash))
        }
        do throws(CertificateError) {
            try self.certificate.verify(validators, genesis: genesis)
        } catch {
            throw .certificate(error)
        }
    }
}

extension FinalizedRange {
    public func encoded() -> [UInt8] {
        CBOR.array([
            .array(self.blocks.map(\.cbor)), .array(self.tail.map(\.cbor)), self.certificate.cbor,
        ]).encoded()
    }

    public init(decoding bytes: [UInt8]) throws(CBORError) {
        var fields = try CBORFields(decoding: bytes, of: "finalized range", limits: Self.limits)
        self.blocks = try fields.list("blocks", atMost: Self.maximumBlocks) { (item) throws(CBORError) in
            try Block(&item)
        }
        self.tail = try fields.list("tail", atMost: Self.maximumTail) { (item) throws(CBORError) in
            try BlockHeader(&item)
        }
        var certificate = try fields.fields("certificate")
        self.certificate = try Certificate(&certificate)
        try certificate.end()
        try fields.end()
        guard !self.blocks.isEmpty else { throw fields.refused("blocks", expected: "at least one", found: "none") }
    }
}
