public import CanonicalCBOR
public import Identity
public import Ledger

/// A validator's wish for certificates that it lacks; the answers are ``ConsensusMessage/certificate(_:)``.
public struct CertificateRequest: Hashable, Sendable {
    public struct Want: Hashable, Sendable {
        public let view: UInt64
        public let kind: VoteKind

        public init(view: UInt64, kind: VoteKind) {
            self.view = view
            self.kind = kind
        }
    }

    public let epoch: UInt64
    public let signer: PrincipalID
    /// 1 to ``maximumWants``, in the order of their importance.
    public let wants: [Want]
    public let signature: Signature

    public static let maximumWants = 64

    /// Signs a request.
    ///
    /// - Parameter wants: at least one; those beyond ``maximumWants`` are left out.
    public init(epoch: UInt64, signer: PrincipalID, wants: [Want], key: SigningKey, genesis: Digest) {
        self.epoch = epoch
        self.signer = signer
        self.wants = Array(wants.prefix(Self.maximumWants))
        let fields = Self.signedFields(epoch: epoch, signer: signer, wants: self.wants)
        self.signature = key.sign(
            CBOR.array([.unsigned(1)] + fields).encoded(), domain: .request, genesis: genesis)
    }

    private static func signedFields(epoch: UInt64, signer: PrincipalID, wants: [Want]) -> [CBOR] {
        [
            .unsigned(epoch), .identifier(signer),
            .array(wants.map { .array([.unsigned($0.view), .unsigned(UInt64($0.kind.rawValue))]) }),
        ]
    }

    private var signedFields: [CBOR] {
        Self.signedFields(epoch: self.epoch, signer: self.signer, wants: self.wants)
    }

    /// True where a member of the epoch's set signed it.
    public func isValid(in validators: ValidatorSet, genesis: Digest) -> Bool {
        guard self.epoch == validators.epoch, let member = validators.member(self.signer) else { return false }
        return member.key.verify(
            self.signature, of: CBOR.array([.unsigned(1)] + self.signedFields).encoded(), domain: .request,
            genesis: genesis)
    }
}

extension CertificateRequest {
    public var cbor: CBOR { .array(self.signedFields + [.bytes(self.signature.bytes)]) }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.epoch = try fields.unsigned("epoch")
        self.signer = try fields.identifier("signer")
        self.wants = try fields.list("wants", atMost: Self.maximumWants) { (item) throws(CBORError) in
            Want(view: try item.unsigned("view"), kind: try item.choice("kind"))
        }
        self.signature = try fields.signature("signature")
        guard !self.wants.isEmpty else { throw fields.refused("wants", expected: "at least one", found: "none") }
    }
}
