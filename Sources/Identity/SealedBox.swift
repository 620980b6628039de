internal import CSodium

/// Messages that only one principal can read, from nobody in particular (libsodium's sealed boxes: X25519, XSalsa20,
/// Poly1305, with a key pair made for the one message).
extension PublicKey {
    /// Seals a message, filled up to a multiple of 512 bytes so that its length tells little.
    ///
    /// - Returns: 48 bytes more than what was filled up.
    public func seal(_ message: [UInt8]) throws(IdentityError) -> [UInt8] {
        let key = try self.curvePublicKey()
        let padded = try SealedBox.padded(message)
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
    private static let block = 512

    /// Filled up to the next multiple of the block's length (ISO/IEC 7816-4).
    static func padded(_ message: [UInt8]) throws(IdentityError) -> [UInt8] {
        var padded = message + [UInt8](repeating: 0, count: self.block)
        var count = 0
        guard sodium_pad(&count, &padded, message.count, self.block, padded.count) == 0 else {
            throw .cryptographyUnavailable
        }
        return Array(padded[..<count])
    }

    /// Nil where it was not filled up like this.
    static func unpadded(_ padded: [UInt8]) -> [UInt8]? {
        var count = 0
        guard padded.count.isMultiple(of: self.block),
            sodium_unpad(&count, padded, padded.count, self.block) == 0
        else { return nil }
        return Array(padded[..<count])
    }
}
