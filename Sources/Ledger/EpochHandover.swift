public import CanonicalCBOR
internal import Identity

/// Why a history of validators proves nothing.
public enum HandoverError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The epoch's last header is not final by its own validators.
    case notFinal(epoch: UInt64, CertificateError)
    /// The header names no next validators, or others than the changes make.
    case otherValidators(epoch: UInt64)

    public var description: String {
        switch self {
        case .notFinal(let epoch, let error): "the end of epoch \(epoch) is not proved: \(error)"
        case .otherValidators(let epoch):
            "the end of epoch \(epoch) is not proved: its last block names other validators than are given"
        }
    }
}

/// How an epoch's validators handed over to the next: the epoch's last header, and what changes in the set.
public struct EpochHandover: Hashable, Sendable {
    public let last: FinalHeader
    /// Ascending.
    public let leaves: [PrincipalID]
    /// Ascending; who gets another key leaves and joins.
    public let joins: [Validator]

    public init(last: FinalHeader, leaves: [PrincipalID], joins: [Validator]) {
        self.last = last
        self.leaves = leaves
        self.joins = joins
    }

    public init(last: FinalHeader, from current: ValidatorSet, to next: ValidatorSet) {
        self.last = last
        self.leaves = current.members.filter { next.member($0.id) != $0 }.map(\.id)
        self.joins = next.members.filter { current.member($0.id) != $0 }
    }

    /// The handovers of consecutive sets.
    ///
    /// - Parameter ends: of each epoch from the first on, its last header and the validators that it names.
    public static func history(
        _ ends: [(last: FinalHeader, next: ValidatorSet)], from genesis: Genesis
    ) -> [EpochHandover] {
        zip([genesis.firstValidators] + ends.map(\.next), ends).map {
            EpochHandover(last: $1.last, from: $0, to: $1.next)
        }
    }

    /// The next epoch's set; nil where who leaves is not there, or who joins is.
    private func next(after current: ValidatorSet) -> ValidatorSet? {
        let leaving = Set(self.leaves)
        let staying = current.members.filter { !leaving.contains($0.id) }
        guard staying.count + leaving.count == current.members.count,
            Set(staying.map(\.id)).isDisjoint(with: self.joins.map(\.id))
        else { return nil }
        return ValidatorSet(epoch: current.epoch + 1, members: staying + self.joins)
    }

    /// Follows the epochs from the genesis on.
    ///
    /// - Parameter history: from the first epoch on.
    /// - Returns: the validators of every epoch from 1 on, one set more than there are handovers.
    public static func follow(
        _ history: [EpochHandover], from genesis: Genesis
    ) throws(HandoverError) -> [ValidatorSet] {
        var sets = [genesis.firstValidators]
        let hash = genesis.hash
        for handover in history {
            let current = sets[sets.count - 1]
            do throws(CertificateError) {
                try handover.last.verify(current, genesis: hash)
            } catch {
                throw .notFinal(epoch: current.epoch, error)
            }
            guard let next = handover.next(after: current), handover.last.header.nextValidators == next.hash else {
                throw .otherValidators(epoch: current.epoch)
            }
            sets.append(next)
        }
        return sets
    }
}

extension EpochHandover {
    public var cbor: CBOR {
        .array([
            self.last.cbor, .array(self.leaves.map(CBOR.identifier)), .array(self.joins.map(\.cbor)),
        ])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        var last = try fields.fields("last")
        self.last = try FinalHeader(&last)
        try last.end()
        let values = try fields.array("leaves", atMost: Genesis.maximumPrincipals)
        var numbers = try CBORFields(.array(values), of: "leaves")
        self.leaves = try values.map { (_) throws(CBORError) in try numbers.identifier("principal") }
        self.joins = try fields.list("joins", atMost: ValidatorSet.maximumMembers) { (item) throws(CBORError) in
            try Validator(&item)
        }
        guard zip(self.leaves, self.leaves.dropFirst()).allSatisfy({ $0 < $1 }),
            zip(self.joins, self.joins.dropFirst()).allSatisfy({ $0.id < $1.id })
        else {
            throw fields.refused("leaves and joins", expected: "ascending, each once", found: "others")
        }
    }
}
