public import CanonicalCBOR
internal import Identity

/// Why a history of validators proves nothing.
public enum HandoverError: Error, Equatable, Sendable, CustomStringConvertible {
    /// The epoch's last header is not final by its own validators.
    case notFinal(epoch: UInt64, CertificateError)
    /// The header names no next validators, or others than are given.
    case otherValidators(epoch: UInt64)

    public var description: String {
        switch self {
        case .notFinal(let epoch, let error): "the end of epoch \(epoch) is not proved: \(error)"
        case .otherValidators(let epoch):
            "the end of epoch \(epoch) is not proved: its last block names other validators than are given"
        }
    }
}

/// How an epoch's validators handed over to the next: the epoch's last header, and the validators that it names.
public struct EpochHandover: Hashable, Sendable {
    public let last: FinalHeader
    public let next: ValidatorSet

    public init(last: FinalHeader, next: ValidatorSet) {
        self.last = last
        self.next = next
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
            guard handover.last.header.nextValidators == handover.next.hash,
                handover.next.epoch == current.epoch + 1
            else { throw .otherValidators(epoch: current.epoch) }
            sets.append(handover.next)
        }
        return sets
    }
}

extension EpochHandover {
    public var cbor: CBOR {
        .array([self.last.cbor, .unsigned(self.next.epoch), .array(self.next.members.map(\.cbor))])
    }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        var last = try fields.fields("last")
        self.last = try FinalHeader(&last)
        try last.end()
        let epoch = try fields.unsigned("epoch")
        let members = try fields.list("members", atMost: 1000) { (item) throws(CBORError) in try Validator(&item) }
        guard zip(members, members.dropFirst()).allSatisfy({ $0.id < $1.id }) else {
            throw fields.refused("members", expected: "ascending, each once", found: "others")
        }
        self.next = ValidatorSet(epoch: epoch, members: members)
    }
}
