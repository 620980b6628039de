import Proofs

/// A value of a proof for programs.
public enum ProofValue: Codable, Sendable, Equatable {
    case integer(Int64)
    case text(String)
    case boolean(Bool)

    init(_ fact: ProofVerdict.Fact) {
        switch fact {
        case .integer(let value): self = .integer(value)
        case .text(let value): self = .text(value)
        case .boolean(let value): self = .boolean(value)
        }
    }

    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let value = try? container.decode(Bool.self) {
            self = .boolean(value)
        } else if let value = try? container.decode(Int64.self) {
            self = .integer(value)
        } else {
            self = .text(try container.decode(String.self))
        }
    }

    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .integer(let value): try container.encode(value)
        case .text(let value): try container.encode(value)
        case .boolean(let value): try container.encode(value)
        }
    }
}

/// A bundle that `gridtally prove` wrote.
public struct ProofFileReport: Codable, Sendable {
    public var file: String
    public var bytes: Int
    public var facts: [String: ProofValue]
    public var sentences: [String]
}

/// What `gridtally verify` found.
public struct ProofVerificationReport: Codable, Sendable {
    public var isProven: Bool
    /// The bytes are no bundle.
    public var isDamaged: Bool
    public var problem: String?
    public var facts: [String: ProofValue]
    public var sentences: [String]
}
