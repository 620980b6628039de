/// All twelve guards on the facts of one moment.
public struct GuardEvaluation: Hashable, Sendable {
    public let moment: Moment
    /// In the order of the guards' numbers, one for each.
    public let results: [GuardResult]

    public init(_ facts: GuardFacts, _ policy: EnforcementPolicy) {
        self.moment = facts.moment
        self.results = SwitchingGuard.allCases.map { $0.evaluate(facts, policy) }
    }

    public var allPassed: Bool { self.results.allSatisfy(\.passed) }

    public var failed: [SwitchingGuard] { self.results.filter { !$0.passed }.map(\.guard) }
}
