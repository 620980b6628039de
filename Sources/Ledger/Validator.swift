public import Identity

/// A member of the epoch's validator set.
public struct Validator: Hashable, Sendable {
    public let id: PrincipalID
    public let key: PublicKey

    public init(id: PrincipalID, key: PublicKey) {
        self.id = id
        self.key = key
    }
}

/// The validators of one epoch, in the order of their numbers.
public struct ValidatorSet: Hashable, Sendable {
    public let epoch: UInt64
    public let members: [Validator]

    public init(epoch: UInt64, members: [Validator]) {
        self.epoch = epoch
        self.members = members.sorted { $0.id < $1.id }
    }

    /// How many members may be faulty: ⌊(n − 1) / 3⌋.
    public var faultTolerance: Int { (self.members.count - 1) / 3 }

    /// How many votes make a certificate: ⌊2n / 3⌋ + 1.
    public var quorum: Int { 2 * self.members.count / 3 + 1 }

    public func member(_ id: PrincipalID) -> Validator? { self.members.first { $0.id == id } }
}
