/// What a crew was told of a node.
public struct ToldLoss: Hashable, Sendable {
    public var kind: String
    /// Nil where it is on all phases, or nobody can tell.
    public var phase: String?

    public init(kind: String, phase: String?) { (self.kind, self.phase) = (kind, phase) }
}
