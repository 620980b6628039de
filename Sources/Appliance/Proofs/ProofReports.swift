public import Proofs

/// A bundle that `gridtally prove` wrote.
public struct ProofFileReport: Codable, Sendable {
    public var file: String
    public var bytes: Int
    public var facts: [String: ProofVerdict.Fact]
    public var sentences: [String]
}

/// What `gridtally verify` found.
public struct ProofVerificationReport: Codable, Sendable {
    public var isProven: Bool
    /// The bytes are no bundle.
    public var isDamaged: Bool
    public var problem: String?
    public var facts: [String: ProofVerdict.Fact]
    public var sentences: [String]
}
