/// What one guard said of one moment.
public struct GuardResult: Hashable, Sendable {
    public var `guard`: SwitchingGuard
    public var passed: Bool
    /// One sentence for people, with the value seen and the limit.
    public var sentence: String
    /// The same for machines, in a fixed order.
    public var values: [GuardValue]

    public init(_ guard: SwitchingGuard, passed: Bool, sentence: String, values: [GuardValue]) {
        self.guard = `guard`
        self.passed = passed
        self.sentence = sentence
        self.values = values
    }
}

extension GuardResult: CustomStringConvertible {
    /// For example `G2 fresh: holds: the newest block is 12 s away from the own clock; at most 1800 s`.
    public var description: String { "\(self.guard): \(self.passed ? "holds" : "fails"): \(self.sentence)" }
}
