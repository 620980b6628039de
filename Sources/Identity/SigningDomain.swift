/// What kind of message a signature is for, so that a signature of one kind never passes for another.
///
/// The signed bytes are the length of the tag as one byte, the tag, the 32-byte genesis hash of the chain, and the
/// message: a signature is bound to one kind of message on one chain.
public struct SigningDomain: Hashable, Sendable {
    public let tag: String

    /// - Parameter tag: 1 … 255 bytes of UTF-8. Tags are constants of the program; another length is a mistake in it.
    public init(_ tag: String) {
        precondition((1...255).contains(tag.utf8.count), "a signing domain's tag has 1 to 255 bytes")
        self.tag = tag
    }

    public static let genesis = SigningDomain("gridtally.genesis.v1")
    public static let transaction = SigningDomain("gridtally.transaction.v1")
    public static let proposal = SigningDomain("gridtally.proposal.v1")
    public static let notarize = SigningDomain("gridtally.notarize.v1")
    public static let nullify = SigningDomain("gridtally.nullify.v1")
    public static let finalize = SigningDomain("gridtally.finalize.v1")
    public static let status = SigningDomain("gridtally.status.v1")
    public static let keyRotation = SigningDomain("gridtally.key-rotation.v1")
    public static let request = SigningDomain("gridtally.request.v1")
    public static let fieldOrder = SigningDomain("gridtally.field-order.v1")
    /// What a person shows to a box to see what belongs to accounts.
    public static let pagePass = SigningDomain("gridtally.page-pass.v1")
    public static let voucher = SigningDomain("gridtally.voucher.v1")

    /// The bytes that are signed for `message`.
    func signedBytes(_ message: [UInt8], genesis: Digest) -> [UInt8] {
        let tag = self.tag.utf8
        var bytes: [UInt8] = []
        bytes.reserveCapacity(1 + tag.count + Bytes32.count + message.count)
        bytes.append(UInt8(tag.count))
        bytes.append(contentsOf: tag)
        genesis.storage.withUnsafeBytes { bytes.append(contentsOf: $0) }
        bytes.append(contentsOf: message)
        return bytes
    }
}
