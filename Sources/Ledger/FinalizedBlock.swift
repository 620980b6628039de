public import CanonicalCBOR
public import Identity

/// A block with the proof that it is final.
///
/// The proof is a finalization of the block, or of a later one that stands on it; then the headers between link them.
public struct FinalizedBlock: Hashable, Sendable {
    public let block: Block
    public let certificate: Certificate
    /// Headers from the block's child to the certified block; empty where the certificate is the block's own.
    public let link: [BlockHeader]

    /// The most headers between a block and its certificate.
    public static let maximumLink = 1024
    /// Bytes of an encoded header, at most.
    private static let headerBytes = 320
    /// A block, a certificate of as many signers as there can be, and the longest link.
    public static let maximumBytes =
        Block.maximumBytes + Certificate.maximumSigners * 80 + maximumLink * headerBytes + 1024
    static let limits = CBORLimits(bytes: maximumBytes, items: maximumBytes)

    public init(block: Block, certificate: Certificate, link: [BlockHeader] = []) {
        self.block = block
        self.certificate = certificate
        self.link = link
    }

    /// True where the certificate is a finalization of this very block or of one that the link leads to, and the block
    /// holds what its header promises; the signatures are not checked.
    public var isLinked: Bool { self.linkProblem == nil }

    private var linkProblem: CertificateError? {
        if let problem = FinalHeader(self).linkProblem { return problem }
        guard self.block.matchesItsHeader else {
            return .wrongBlock(expected: self.block.hash, found: self.certificate.statement.blockHash)
        }
        return nil
    }

    /// Checks that the certificate makes this very block final and that the block holds what its header promises.
    public func verify(_ validators: ValidatorSet, genesis: Digest) throws(CertificateError) {
        if let problem = self.linkProblem { throw problem }
        try self.certificate.verify(validators, genesis: genesis)
    }
}

extension FinalizedBlock {
    public func encoded() -> [UInt8] {
        CBOR.array([self.block.cbor, self.certificate.cbor, .array(self.link.map(\.cbor))]).encoded()
    }

    public init(decoding bytes: [UInt8]) throws(CBORError) {
        var fields = try CBORFields(decoding: bytes, of: "finalized block", limits: Self.limits)
        var block = try fields.fields("block")
        self.block = try Block(&block)
        try block.end()
        var certificate = try fields.fields("certificate")
        self.certificate = try Certificate(&certificate)
        try certificate.end()
        self.link = try fields.list("link", atMost: Self.maximumLink) { (item) throws(CBORError) in
            try BlockHeader(&item)
        }
        try fields.end()
    }
}
