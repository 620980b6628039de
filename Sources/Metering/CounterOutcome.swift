/// What to do with one reading of a cumulative register.
public struct CounterOutcome: Hashable, Sendable {
    public let rule: CounterRule
    /// What to book, in base units; never negative, and 0 while a reading is not believed.
    public let increment: Int64
    /// What was booked too much before and comes off what is booked next, in base units; never negative.
    public let credit: Int64
    public let quality: Quality
    /// True where the reading became the new base for increments.
    public let isAccepted: Bool
    /// True where reading again at once would settle a doubt.
    public let wantsReread: Bool

    /// True where the register does not go on from the base before: no straight line leads from there to this reading.
    public var isBreak: Bool {
        switch self.rule {
        case .rollover, .reset, .restored, .replaced: true
        case .first, .normal, .backward, .suspect, .torn, .jumpConfirmed, .serialChanged, .clockCorrected, .outOfOrder,
            .implausible:
            false
        }
    }

    public init(
        rule: CounterRule, increment: Int64, credit: Int64 = 0, quality: Quality, isAccepted: Bool, wantsReread: Bool
    ) {
        (self.rule, self.increment, self.credit, self.quality) = (rule, increment, credit, quality)
        (self.isAccepted, self.wantsReread) = (isAccepted, wantsReread)
    }

    static func accepted(
        _ rule: CounterRule, _ increment: Int64, credit: Int64 = 0, _ quality: Quality = .valid
    ) -> CounterOutcome {
        CounterOutcome(
            rule: rule, increment: increment, credit: credit, quality: quality, isAccepted: true, wantsReread: false)
    }

    static func doubted(_ rule: CounterRule, wantsReread: Bool = true) -> CounterOutcome {
        CounterOutcome(rule: rule, increment: 0, quality: .suspect, isAccepted: false, wantsReread: wantsReread)
    }
}
