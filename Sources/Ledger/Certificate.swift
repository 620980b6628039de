public import CanonicalCBOR
public import Identity

/// Why a certificate proves nothing.
public enum CertificateError: Error, Equatable, Sendable, CustomStringConvertible {
    case wrongEpoch(expected: UInt64, found: UInt64)
    case tooFewSigners(needed: Int, found: Int)
    case notAMember(PrincipalID)
    case unsortedSigners
    case badSignature(PrincipalID)
    case wrongBlock(expected: Digest, found: Digest)
    case wrongKind(VoteKind)

    public var description: String {
        switch self {
        case .wrongEpoch(let expected, let found): "certificate of epoch \(found), expected epoch \(expected)"
        case .tooFewSigners(let needed, let found): "certificate with \(found) signers, a quorum is \(needed)"
        case .notAMember(let id): "certificate signed by principal \(id), who is not a validator of the epoch"
        case .unsortedSigners: "certificate whose signers are not in ascending order without repetition"
        case .badSignature(let id): "certificate with a signature of principal \(id) that does not verify"
        case .wrongBlock(let expected, let found): "certificate for block \(found.hex), expected \(expected.hex)"
        case .wrongKind(let kind): "certificate of the kind \(kind)"
        }
    }
}

/// A quorum's votes for one statement.
public struct Certificate: Hashable, Sendable {
    public let statement: VoteStatement
    /// Ascending by signer, each signer once.
    public let signatures: [(signer: PrincipalID, signature: Signature)]

    /// The most signatures of a certificate.
    public static let maximumSigners = 1000

    /// Nil where there is no vote or the votes differ in their statement.
    public init?(votes: [Vote]) {
        guard let statement = votes.first?.statement, votes.allSatisfy({ $0.statement == statement }) else {
            return nil
        }
        self.statement = statement
        self.signatures = votes.sorted { $0.signer < $1.signer }.map { ($0.signer, $0.signature) }
    }

    /// True where at least a quorum of distinct members signed; their signatures are not checked.
    public func isQuorum(of validators: ValidatorSet) -> Bool {
        let signers = self.signatures.map(\.signer)
        return signers.count >= validators.quorum && zip(signers, signers.dropFirst()).allSatisfy { $0 < $1 }
            && signers.allSatisfy { validators.member($0) != nil }
    }

    /// Checks membership, distinctness, quorum and every signature.
    public func verify(_ validators: ValidatorSet, genesis: Digest) throws(CertificateError) {
        guard self.statement.epoch == validators.epoch else {
            throw .wrongEpoch(expected: validators.epoch, found: self.statement.epoch)
        }
        guard self.statement.isWellFormed else {
            throw .wrongBlock(expected: .zero, found: self.statement.blockHash)
        }
        guard self.signatures.count >= validators.quorum else {
            throw .tooFewSigners(needed: validators.quorum, found: self.signatures.count)
        }
        var last: PrincipalID?
        for (signer, signature) in self.signatures {
            if let last, last >= signer { throw .unsortedSigners }
            last = signer
            guard let member = validators.member(signer) else { throw .notAMember(signer) }
            guard self.statement.isSigned(signature, by: member.key, genesis: genesis) else {
                throw .badSignature(signer)
            }
        }
    }

    public static func == (left: Certificate, right: Certificate) -> Bool {
        left.statement == right.statement
            && left.signatures.elementsEqual(right.signatures) {
                $0.signer == $1.signer && $0.signature == $1.signature
            }
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(self.statement)
        for (signer, signature) in self.signatures {
            hasher.combine(signer)
            hasher.combine(signature)
        }
    }
}

extension Certificate {
    public var cbor: CBOR {
        .array([
            .unsigned(UInt64(self.statement.kind.rawValue)), .unsigned(self.statement.epoch),
            .unsigned(self.statement.view), .digest(self.statement.blockHash),
            .array(self.signatures.map { .array([.identifier($0.signer), .bytes($0.signature.bytes)]) }),
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.statement = VoteStatement(
            kind: try fields.choice("kind"), epoch: try fields.unsigned("epoch"), view: try fields.unsigned("view"),
            blockHash: try fields.digest("block"))
        self.signatures = try fields.list("signatures", atMost: Self.maximumSigners) { (item) throws(CBORError) in
            (signer: try item.identifier("signer", PrincipalID.self), signature: try item.signature("signature"))
        }
    }
}
