public import CanonicalCBOR
public import Ledger

/// The validators of an epoch, by the keys that they had when it was named.
public struct EpochRecord: TreeStateRecord {
    public static let kind = StateKind.validators

    /// Height of the epoch's first block.
    public var firstHeight: UInt64
    public var validators: ValidatorSet

    init(epoch: UInt64 = 1, firstHeight: UInt64, members: [Validator]) {
        self.firstHeight = firstHeight
        self.validators = ValidatorSet(epoch: epoch, members: members)
    }

    public var cbor: CBOR {
        .array([
            .unsigned(self.validators.epoch), .unsigned(self.firstHeight),
            .array(self.validators.members.map(\.cbor)),
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        let epoch = try fields.unsigned("epoch")
        self.firstHeight = try fields.unsigned("first height")
        // A genesis may hold more members than a later set.
        let members = try fields.list("members", atMost: Genesis.maximumPrincipals) { (item) throws(CBORError) in
            try Validator(&item)
        }
        let isAscending = zip(members, members.dropFirst()).allSatisfy { $0.id < $1.id }
        guard !members.isEmpty, isAscending else {
            throw fields.refused("members", expected: "at least one, ascending, each once", found: "others")
        }
        self.validators = ValidatorSet(epoch: epoch, members: members)
    }
}
