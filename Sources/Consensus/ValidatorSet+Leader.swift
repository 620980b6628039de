internal import CanonicalCBOR
internal import Identity
public import Ledger

extension ValidatorSet {
    /// The validator that proposes in a view: round robin, offset by a hash of the epoch; nil in an empty set.
    public func leader(of view: UInt64) -> Validator? {
        guard !self.members.isEmpty else { return nil }
        let count = UInt64(self.members.count)
        let hash = Digest.sha256(CBOR.array([.text("gridtally leader"), .unsigned(self.epoch)]).encoded())
        let offset = hash.bytes.prefix(4).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        return self.members[Int((view % count + offset % count) % count)]
    }
}
