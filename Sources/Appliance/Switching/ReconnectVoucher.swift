import CanonicalCBOR
import Identity
import Ledger
import Metering

/// A collector's word that a supply may be on though the payment is not on the chain yet: bound to one meter, good once.
struct ReconnectVoucher: Hashable, Sendable {
    var meter: MeterID
    /// The meter's serial number, so that an exchanged meter is not meant.
    var serial: String
    /// The collector's own reference of the payment.
    var reference: String
    var issuedAt: UTCTime
    var expires: UTCTime
    var nonce: [UInt8]

    /// Signs for those who take money or run the zone.
    static let issuers: Roles = [.collector, .registrar, .regulator]
    /// Seven days.
    static let longestMilliseconds: Int64 = 604_800_000
    static let prefix = "gtv1-"

    var cbor: CBOR {
        .array([
            .unsigned(1), .unsigned(UInt64(self.meter.number)), .text(self.serial), .text(self.reference),
            .time(self.issuedAt), .time(self.expires), .bytes(self.nonce),
        ])
    }

    init(meter: MeterID, serial: String, reference: String, issuedAt: UTCTime, expires: UTCTime, nonce: [UInt8]) {
        (self.meter, self.serial, self.reference) = (meter, serial, reference)
        (self.issuedAt, self.expires, self.nonce) = (issuedAt, expires, nonce)
    }

    init(decoding bytes: [UInt8]) throws(CBORError) {
        var fields = try CBORFields(decoding: bytes, of: "voucher")
        let version = try fields.unsigned("version")
        guard version == 1 else { throw fields.refused("version", expected: "1", found: "\(version)") }
        self.meter = try fields.identifier("meter")
        self.serial = try fields.label("serial number")
        self.reference = try fields.label("reference")
        self.issuedAt = try fields.time("issued at")
        self.expires = try fields.time("expires")
        self.nonce = try fields.bytes("nonce", count: FieldOrder.nonceBytes)
        try fields.end()
    }
}

/// A voucher with the key that signed it, as one word of text.
struct SignedVoucher: Hashable, Sendable {
    let voucher: ReconnectVoucher
    let bytes: [UInt8]
    let key: PublicKey
    let signature: Signature

    init(_ voucher: ReconnectVoucher, by key: SigningKey, genesis: Digest) {
        self.voucher = voucher
        self.bytes = voucher.cbor.encoded()
        self.key = key.publicKey
        self.signature = key.sign(self.bytes, domain: .voucher, genesis: genesis)
    }

    var id: String { Digest.sha256(self.bytes).hex }

    func isSigned(genesis: Digest) -> Bool {
        self.key.verify(self.signature, of: self.bytes, domain: .voucher, genesis: genesis)
    }

    var text: String {
        ReconnectVoucher.prefix
            + Hexadecimal.encode(
                CBOR.array([.bytes(self.bytes), .bytes(self.key.bytes), .bytes(self.signature.bytes)]).encoded())
    }

    init(text: String) throws(FieldRefusal) {
        let text = text.filter { !$0.isWhitespace }
        guard text.count <= 4096, text.hasPrefix(ReconnectVoucher.prefix),
            let bytes = Hexadecimal.decode(String(text.dropFirst(ReconnectVoucher.prefix.count)))
        else { throw .voucher("the text is no voucher: it begins with \(ReconnectVoucher.prefix) and has no gaps") }
        do throws(CBORError) {
            var fields = try CBORFields(decoding: bytes, of: "voucher")
            self.bytes = try fields.bytes("voucher", atMost: 1024)
            self.voucher = try ReconnectVoucher(decoding: self.bytes)
            let key = PublicKey(bytes: try fields.bytes("key", count: 32))
            let signature = Signature(bytes: try fields.bytes("signature", count: 64))
            guard let key, let signature else {
                throw fields.refused("key", expected: "an Ed25519 key and signature", found: "other bytes")
            }
            (self.key, self.signature) = (key, signature)
            try fields.end()
        } catch {
            throw .voucher("it cannot be read: \(error)")
        }
    }
}
