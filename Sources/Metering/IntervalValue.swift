/// What one register moved in one interval, and how far that may be trusted.
public struct IntervalValue: Hashable, Sendable {
    public let start: UTCTime
    public let end: UTCTime
    /// In the register's base unit; nil where the interval has no value.
    public let quantity: Int64?
    public let quality: Quality
    /// Distances from the interval's ends to the nearest real samples.
    public let startSkewMilliseconds: Int64
    public let endSkewMilliseconds: Int64
    /// The rules and methods that touched the value, by their names in records, in the order in which they did.
    public private(set) var rules: [String]

    public init(
        start: UTCTime, end: UTCTime, quantity: Int64?, quality: Quality, startSkewMilliseconds: Int64 = 0,
        endSkewMilliseconds: Int64 = 0, rules: [String] = []
    ) {
        (self.start, self.end, self.quantity) = (start, end, quantity)
        self.quality = quantity == nil ? .missing : quality
        self.startSkewMilliseconds = startSkewMilliseconds
        self.endSkewMilliseconds = endSkewMilliseconds
        self.rules = rules
    }

    /// The interval between two boundary values of one register.
    public init(from left: BoundaryValue, to right: BoundaryValue) {
        let methods = [left.method, right.method].compactMap { $0?.rawValue }
        self.init(
            start: left.boundary, end: right.boundary,
            quantity: Int64(clamping: Int128(right.value) - Int128(left.value)),
            quality: .worst(left.quality, right.quality), startSkewMilliseconds: left.skewMilliseconds,
            endSkewMilliseconds: right.skewMilliseconds, rules: Array(methods.prefix(1)))
    }

    public var seconds: Int64 { (self.end.milliseconds - self.start.milliseconds) / 1000 }

    /// The same value, doubted by `rule`. An estimate stays an estimate, and what is missing stays missing.
    public func doubted(_ rule: ValidationRule) -> IntervalValue {
        IntervalValue(
            start: self.start, end: self.end, quantity: self.quantity, quality: .worst(self.quality, .suspect),
            startSkewMilliseconds: self.startSkewMilliseconds, endSkewMilliseconds: self.endSkewMilliseconds,
            rules: self.rules + [rule.rawValue])
    }
}
