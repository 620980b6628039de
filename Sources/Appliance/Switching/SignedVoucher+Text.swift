import CanonicalCBOR
import Identity
import Ledger

/// A voucher as one word of text, for a phone or a slip of paper.
extension SignedVoucher {
    static let prefix = "gtv1-"

    var text: String {
        PaperWord.text(
            Self.prefix,
            CBOR.array([
                .bytes(self.voucher.cbor.encoded()), .bytes(self.key.bytes), .bytes(self.signature.bytes),
            ]).encoded())
    }

    init(text: String) throws(FieldRefusal) {
        guard let bytes = PaperWord.bytes(text, prefix: Self.prefix, atMost: 4096) else {
            throw .voucher("the text is no voucher: it begins with \(Self.prefix) and has no gaps")
        }
        do throws(CBORError) {
            var fields = try CBORFields(decoding: bytes, of: "voucher")
            var content = try CBORFields(decoding: try fields.bytes("voucher", atMost: 1024), of: "voucher")
            let voucher = try Voucher(&content)
            try content.end()
            let (key, signature) = (try fields.publicKey("key"), try fields.signature("signature"))
            try fields.end()
            self.init(voucher, key: key, signature: signature)
        } catch {
            throw .voucher("it cannot be read: \(error)")
        }
    }
}
