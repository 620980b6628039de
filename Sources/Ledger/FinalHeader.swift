public import CanonicalCBOR
public import Identity

/// A block's header with the proof that the block is final; what is in the block stays out of it.
///
/// The proof is a finalization of the block, or of a later one that stands on it; then the headers between link them.
public struct FinalHeader: Hashable, Sendable {
    public let header: BlockHeader
    /// Headers from the block's child to the certified block; empty where the certificate is the block's own.
    public let link: [BlockHeader]
    public let certificate: Certificate

    public init(header: BlockHeader, link: [BlockHeader], certificate: Certificate) {
        self.header = header
        self.link = link
        self.certificate = certificate
    }

    public init(_ final: FinalizedBlock) {
        self.init(header: final.block.header, link: final.link, certificate: final.certificate)
    }

    /// Why the certificate is not one of this header, nil where it is; the signatures are not checked.
    var linkProblem: CertificateError? {
        let statement = self.certificate.statement
        guard statement.kind == .finalize else { return .wrongKind(statement.kind) }
        var last = self.header
        for header in self.link {
            guard header.parent == last.hash, header.epoch == last.epoch else {
                return .wrongBlock(expected: last.hash, found: header.parent)
            }
            last = header
        }
        guard statement.blockHash == last.hash, statement.view == last.view, !self.header.isFiller else {
            return .wrongBlock(expected: last.hash, found: statement.blockHash)
        }
        return nil
    }

    /// Checks that the certificate makes the block of this header final.
    ///
    /// - Parameter validators: those of the header's epoch.
    public func verify(_ validators: ValidatorSet, genesis: Digest) throws(CertificateError) {
        if let problem = self.linkProblem { throw problem }
        guard self.header.epoch == validators.epoch else {
            throw .wrongEpoch(expected: validators.epoch, found: self.header.epoch)
        }
        try self.certificate.verify(validators, genesis: genesis)
    }
}

extension FinalHeader {
    public var cbor: CBOR {
        .array([self.header.cbor, .array(self.link.map(\.cbor)), self.certificate.cbor])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        var header = try fields.fields("header")
        self.header = try BlockHeader(&header)
        try header.end()
        self.link = try fields.list("link", atMost: FinalizedRange.maximumTail) { (item) throws(CBORError) in
            try BlockHeader(&item)
        }
        var certificate = try fields.fields("certificate")
        self.certificate = try Certificate(&certificate)
        try certificate.end()
    }
}
