public import Contract

/// What a replica cannot go on after.
public enum ReplicaFailure: Error, Hashable, Sendable, CustomStringConvertible {
    /// A final block that this replica cannot execute.
    case diverged(height: UInt64, BlockRefusal)

    public var description: String {
        switch self {
        case .diverged(let height, let reason):
            "block \(height) is final but this replica cannot execute it: \(reason). "
                + "Nothing was stored; run `gridtally ledger verify` and compare the software versions."
        }
    }
}
