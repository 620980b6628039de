public import Ledger

/// Why a state cannot be made.
public enum ContractError: Error, Hashable, Sendable {
    case badGenesis(String)
    case missingZone
    case missingValidators
    case gap(kind: StateKind, expected: Int, found: UInt32)
    case undecodable(kind: StateKind, number: UInt32, reason: String)
    case wrongTip(BlockRefusal)
}

extension ContractError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .badGenesis(let problem): "genesis: \(problem); make a new genesis"
        case .missingZone: "stored state: it does not have exactly one zone entry; rebuild it from the blocks"
        case .missingValidators: "stored state: it has no validators; rebuild it from the blocks"
        case .gap(let kind, let expected, let found):
            "stored state: the next \(kind) entry should be number \(expected), found \(found); rebuild it from the blocks"
        case .undecodable(let kind, let number, let reason):
            "stored state: \(kind) entry \(number) cannot be read (\(reason)); rebuild it from the blocks"
        case .wrongTip(let refusal):
            "stored state does not belong to the last block: \(refusal); rebuild it from the blocks"
        }
    }
}
