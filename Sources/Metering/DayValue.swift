/// What one register moved on one local day, and how far that may be trusted.
public struct DayValue: Hashable, Sendable {
    /// Days since 1970-01-01 in local time.
    public let day: Int64
    /// The sum of the day's intervals, in the register's base unit.
    public let quantity: Int64
    /// What the register moved from the day's start to its end; nil where it did not go on from its start.
    public let registerMovement: Int64?
    /// Valid where every interval of the day is there and valid; missing where one is not there.
    public let quality: Quality
    /// The rule that doubts the day, by its name in records.
    public let rule: String?

    public init(day: Int64, quantity: Int64, registerMovement: Int64?, quality: Quality, rule: String? = nil) {
        (self.day, self.quantity, self.registerMovement) = (day, quantity, registerMovement)
        (self.quality, self.rule) = (quality, rule)
    }

    /// The local date: `2026-11-26`.
    public var date: String { String("\(UTCTime(seconds: self.day * 86_400))".prefix(10)) }

    public var kind: DayKind { DayKind(day: self.day) }

    /// True where the day says how much is used on a day of its kind: whole, and nothing of it estimated.
    public var isTypical: Bool { self.quality == .valid || (self.quality == .suspect && self.rule != nil) }

    /// The same day, doubted by `rule`. An estimate stays an estimate, and what is missing stays missing.
    func doubted(_ rule: ValidationRule) -> DayValue {
        DayValue(
            day: self.day, quantity: self.quantity, registerMovement: self.registerMovement,
            quality: .worst(self.quality, .suspect), rule: rule.rawValue)
    }
}
