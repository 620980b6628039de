internal import CSodium

/// Messages that only one principal can read, from nobody in particular (libsodium's sealed boxes: X25519, XSalsa20,
/// Poly1305, with a key pair made for the one message).
extension PublicKey {
    /// Seals a message, filled up to a multiple of 512 bytes so that its length tells little.
    ///
    /// - Returns: 48 bytes more than what was filled up.
    public func seal(_ message: [UInt8]) throws(IdentityError) -> [UInt8] {
        let key = try self.curvePublicKey()
        let padded = SealedBox.padded(message)
        var sealed = [UInt8](repeating: 0, count: padded.count + crypto_box_sealbytes())
        guard crypto_box_seal(&sealed, padded, UInt64(padded.count), key.bytes) == 0 else {
            throw .cryptographyUnavailable
        }
        return sealed
    }
}

extension SigningKey {
    /// The message; nil where it was not sealed to this key, or is damaged.
    public func open(sealed: [UInt8]) throws(IdentityError) -> [UInt8]? {
        let overhead = crypto_box_sealbytes()
        guard sealed.count > overhead else { return nil }
        let pair = try self.curveKeyPair()
        var padded = [UInt8](repeating: 0, count: sealed.count - overhead)
        let isOpen = pair.withSecret {
            crypto_box_seal_open(&padded, sealed, UInt64(sealed.count), pair.publicKey.bytes, $0) == 0
        }
        return isOpen ? SealedBox.unpadded(padded) : nil
    }
}

private enum SealedBox {
    static let block = 512
    /// Where the message ends (ISO/IEC 7816-4).
    private static let mark: UInt8 = 0x80

    static func padded(_ message: [UInt8]) -> [UInt8] {
        let marked = message + [self.mark]
        let rest = (self.block - marked.count % self.block) % self.block
        return marked + [UInt8](repeating: 0, count: rest)
    }

    static func unpadded(_ padded: [UInt8]) -> [UInt8]? {
        guard padded.count.isMultiple(of: self.block), let end = padded.lastIndex(where: { $0 != 0 }),
            padded[end] == self.mark
        else { return nil }
        return Array(padded[..<end])
    }
}
