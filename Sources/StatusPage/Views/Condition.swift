/// How something is, as a crew sees it at a glance: each has its own shape and word, not its colour alone.
public enum Condition: String, Hashable, Sendable {
    case good
    /// Works, and somebody should see to it.
    case watch
    case fault
    /// Switched off, or not in use.
    case off
    case unknown
}

/// A condition with the word for it.
public struct Badge: Hashable, Sendable {
    public var condition: Condition
    public var word: Word

    public init(_ condition: Condition, _ word: Word) { (self.condition, self.word) = (condition, word) }
}
