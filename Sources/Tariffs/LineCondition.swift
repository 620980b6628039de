/// Whom and when a line is for; every part of it has to hold.
public struct LineCondition: Hashable, Sendable {
    /// The consumer is of one of these classes; empty: of any.
    public var classes: [String]
    /// The consumer is of none of these classes.
    public var exemptClasses: [String]
    /// Sanctioned load in watts: above the first, up to and including the second.
    public var loadAbove: Int64?
    public var loadUpTo: Int64?
    /// The quantity used, in base units for the reference period: above the first, up to and including the second.
    public var quantityAbove: Int64?
    public var quantityUpTo: Int64?
    /// Nil: both.
    public var payment: PaymentMode?
    /// Only where the bill before was paid by its due date.
    public var needsPromptPayment: Bool
    /// The day and the local time of one use, such as a trip. Empty windows: the whole day.
    public var days: DayClasses
    public var windows: [MinuteWindow]

    public init(
        classes: [String] = [], exemptClasses: [String] = [], loadAbove: Int64? = nil, loadUpTo: Int64? = nil,
        quantityAbove: Int64? = nil, quantityUpTo: Int64? = nil, payment: PaymentMode? = nil,
        needsPromptPayment: Bool = false, days: DayClasses = .every, windows: [MinuteWindow] = []
    ) {
        self.classes = classes
        self.exemptClasses = exemptClasses
        self.loadAbove = loadAbove
        self.loadUpTo = loadUpTo
        self.quantityAbove = quantityAbove
        self.quantityUpTo = quantityUpTo
        self.payment = payment
        self.needsPromptPayment = needsPromptPayment
        self.days = days
        self.windows = windows
    }

    public static let always = LineCondition()

    /// True where the line is for one use by its moment, which a bill for a period does not have.
    public var dependsOnTime: Bool { self.days != .every || !self.windows.isEmpty }
}

extension LineCondition {
    /// Whether some bill meets both.
    func overlaps(_ other: LineCondition) -> Bool {
        self.sharesConsumers(with: other)
            && Self.overlap(self.quantityAbove, self.quantityUpTo, other.quantityAbove, other.quantityUpTo)
            && (self.payment == nil || other.payment == nil || self.payment == other.payment)
            && !self.days.isDisjoint(with: other.days)
            && (self.windows.isEmpty || other.windows.isEmpty
                || self.windows.contains { window in other.windows.contains { $0.overlaps(window) } })
    }

    /// Whether one consumer may have the classes and the load that both ask for.
    private func sharesConsumers(with other: LineCondition) -> Bool {
        let exempt = Set(self.exemptClasses + other.exemptClasses)
        return [self.classes, other.classes].allSatisfy { $0.isEmpty || !exempt.isSuperset(of: $0) }
            && Self.overlap(self.loadAbove, self.loadUpTo, other.loadAbove, other.loadUpTo)
    }

    private static func overlap(_ above: Int64?, _ upTo: Int64?, _ otherAbove: Int64?, _ otherUpTo: Int64?) -> Bool {
        max(above ?? -1, otherAbove ?? -1) < min(upTo ?? .max, otherUpTo ?? .max)
    }
}

/// Whether supply is paid for before or after.
public enum PaymentMode: UInt8, Hashable, Sendable, CaseIterable {
    case postpaid = 0
    case prepaid = 1
}

extension LineCondition {
    func holds(for input: BillInput, _ scale: BillScale, line: String) throws(TariffError) -> Bool {
        guard self.classes.isEmpty || self.classes.contains(where: input.consumerClasses.contains),
            !self.exemptClasses.contains(where: input.consumerClasses.contains),
            self.loadAbove.map({ input.sanctionedLoadWatts > $0 }) ?? true,
            self.loadUpTo.map({ input.sanctionedLoadWatts <= $0 }) ?? true,
            self.quantityAbove.map({ scale.isAbove(input.quantity, $0) }) ?? true,
            self.quantityUpTo.map({ !scale.isAbove(input.quantity, $0) }) ?? true,
            self.payment.map({ $0 == input.payment }) ?? true
        else { return false }
        if self.needsPromptPayment {
            guard let paidPromptly = input.paidPromptly else {
                throw .missingInput(line: line, .promptPayment)
            }
            guard paidPromptly else { return false }
        }
        return try self.holds(at: input.usedAt, line: line)
    }

    private func holds(at moment: LocalMoment?, line: String) throws(TariffError) -> Bool {
        guard self.dependsOnTime else { return true }
        guard let moment else { throw .missingInput(line: line, .timeOfUse) }
        return self.days.contains(moment.day)
            && (self.windows.isEmpty || self.windows.contains { $0.contains(moment.minute) })
    }
}
