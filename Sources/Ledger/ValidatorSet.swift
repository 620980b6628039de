internal import CanonicalCBOR
public import Identity

/// The validators of one epoch, in the order of their numbers.
public struct ValidatorSet: Hashable, Sendable {
    public let epoch: UInt64
    public let members: [Validator]
    /// By how many places the round of leaders is turned in this epoch.
    private let leaderOffset: UInt64

    /// The most validators of a zone.
    public static let maximumMembers = 100

    public init(epoch: UInt64, members: [Validator]) {
        self.epoch = epoch
        self.members = members.sorted { $0.id < $1.id }
        let hash = Digest.sha256(CBOR.array([.text("gridtally leader"), .unsigned(epoch)]).encoded())
        self.leaderOffset = hash.bytes.prefix(4).reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
    }

    /// The validator that proposes in a view: round robin, offset by a hash of the epoch; nil in an empty set.
    public func leader(of view: UInt64) -> Validator? {
        guard !self.members.isEmpty else { return nil }
        let count = UInt64(self.members.count)
        return self.members[Int((view % count + self.leaderOffset % count) % count)]
    }

    /// How many members may be faulty: ⌊(n − 1) / 3⌋.
    public var faultTolerance: Int { (self.members.count - 1) / 3 }

    /// How many votes make a certificate: ⌊2n / 3⌋ + 1.
    public var quorum: Int { 2 * self.members.count / 3 + 1 }

    public func member(_ id: PrincipalID) -> Validator? {
        var (low, high) = (0, self.members.count)
        while low < high {
            let middle = (low + high) / 2
            if self.members[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low < self.members.count && self.members[low].id == id ? self.members[low] : nil
    }

    /// Names the set: what the last block of the epoch before promises.
    public var hash: Digest {
        .sha256(
            CBOR.array([
                .text("gridtally validators 1"), .unsigned(self.epoch), .array(self.members.map(\.cbor)),
            ]).encoded())
    }

    /// How many members `next` changes: a joining and a leaving one make one change, and so does a new key.
    public func changes(to next: ValidatorSet) -> Int {
        let (old, new) = (Set(self.members), Set(next.members))
        return max(old.subtracting(new).count, new.subtracting(old).count)
    }

    /// How many members may change at once: max(1, f), so that what an epoch proved holds on in the next.
    public var maximumChanges: Int { max(1, self.faultTolerance) }
}
