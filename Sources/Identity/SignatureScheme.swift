/// How signatures are made and checked: Ed25519, and in a simulation of whole clusters a keyed hash in its place.
///
/// The hash is keyed by the public key, so it keeps statements apart and shows changed bytes, but anybody can make it: a
/// simulation's actors do not forge. It holds only inside ``run(_:)``, which no other package can call, and no room of
/// the product does: the architecture's test sees to that.
package enum SignatureScheme: Sendable {
    case ed25519
    case keyedHash

    @TaskLocal static var current = SignatureScheme.ed25519

    /// Runs `body` with this scheme in place of Ed25519.
    package func run<R>(_ body: () throws -> R) rethrows -> R {
        try Self.$current.withValue(self, operation: body)
    }
}

extension PublicKey {
    /// What stands for a signature of `message` in ``SignatureScheme/keyedHash``: the same hash twice.
    func keyedHash(of message: [UInt8]) -> Signature {
        let hash = Digest.sha256(parts: [self.bytes, message]).bytes
        return Signature(raw: hash + hash)
    }
}
