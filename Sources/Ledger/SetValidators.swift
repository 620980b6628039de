public import CanonicalCBOR

/// Names the validators of the next epoch, which begins after the block that holds this; by the registrar, with the
/// regulator's approval where the zone has one.
public struct SetValidators: Hashable, Sendable {
    /// Ascending, each once, 1 to ``ValidatorSet/maximumMembers``.
    public var members: [PrincipalID]

    public init(members: [PrincipalID]) { self.members = members.sorted() }

    public var cbor: CBOR { .array([.array(self.members.map(CBOR.identifier))]) }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        let values = try fields.array("members", atMost: ValidatorSet.maximumMembers)
        var members = try CBORFields(.array(values), of: "members")
        self.members = []
        while members.remaining > 0 { self.members.append(try members.identifier("member")) }
        let isAscending = zip(self.members, self.members.dropFirst()).allSatisfy { $0 < $1 }
        guard !self.members.isEmpty, isAscending else {
            throw fields.refused("members", expected: "at least one, ascending, each once", found: "others")
        }
    }
}
