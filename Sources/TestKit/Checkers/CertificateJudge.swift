internal import CanonicalCBOR
internal import Identity
internal import Ledger

/// S8, apart from the code that is judged: who signed, what bytes, how many.
struct CertificateJudge {
    let genesis: Digest

    func judge(_ certificate: Certificate, in validators: ValidatorSet) throws(Violation) {
        let statement = certificate.statement
        let name = "\(statement.kind) certificate of view \(statement.view)"
        guard statement.epoch == validators.epoch else {
            throw Violation(check: "S8", text: "\(name) is of epoch \(statement.epoch), not \(validators.epoch)")
        }
        var signers: [PrincipalID] = []
        for (signer, signature) in certificate.signatures {
            guard !signers.contains(signer), let member = validators.members.first(where: { $0.id == signer }) else {
                throw Violation(check: "S8", text: "\(name) counts \(signer) twice, or who is no validator")
            }
            signers.append(signer)
            guard self.isSigned(statement, signature, by: member.key) else {
                throw Violation(check: "S8", text: "\(name): \(signer) did not sign epoch, view and block")
            }
        }
        guard 3 * signers.count > 2 * validators.members.count else {
            throw Violation(check: "S8", text: "\(name) has \(signers.count) of \(validators.members.count) signers")
        }
    }

    /// A vote's bytes as docs/ledger.cddl has them.
    func isSigned(_ statement: VoteStatement, _ signature: Signature, by key: PublicKey) -> Bool {
        let bytes = CBOR.array([
            .unsigned(statement.epoch), .unsigned(statement.view), .bytes(statement.blockHash.bytes),
        ]).encoded()
        let domain: SigningDomain =
            switch statement.kind {
            case .notarize: .notarize
            case .nullify: .nullify
            case .finalize: .finalize
            }
        return key.verify(signature, of: bytes, domain: domain, genesis: self.genesis)
    }
}
