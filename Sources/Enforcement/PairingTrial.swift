/// What a trial showed: the relay drops its meter and no other, or why that was not shown.
public struct PairingVerdict: Hashable, Sendable {
    public let isPaired: Bool
    /// What was seen of the meter, and of every other one that dropped.
    public let reasons: [String]
    /// Other meters that drew too little to be seen dropping.
    public let unseen: [String]

    /// Less tells nothing, in milliamperes.
    public static let leastLoad: Int64 = 200
    /// What a meter without supply may still show.
    public static let mostRest: Int64 = 50

    /// - Parameters:
    ///   - fault: why the drop of this meter was not shown; nil where it was, and then `shown` says what was seen.
    ///   - others: why other meters stand against the pairing.
    init(fault: String?, shown: String, others: [String], unseen: [String]) {
        self.isPaired = fault == nil && others.isEmpty
        self.reasons = [fault ?? shown] + others
        self.unseen = unseen
    }

    /// - Parameters:
    ///   - side: where the relay sits, as declared.
    ///   - own: the meter that the relay is to be paired with.
    ///   - others: all other meters of the box.
    public init(side: RelayDeclaration.Side, own: MeterLook, others: [MeterLook]) {
        self.init(
            fault: Self.fault(of: own, side), shown: "\(own.label) dropped and came back",
            others: others.compactMap(\.fault), unseen: others.filter { !$0.canBeSeen }.map(\.label))
    }

    /// Why a trial would show nothing, before anything moves; nil where it may go on.
    public static func hindrance(side: RelayDeclaration.Side, label: String, before: MeterSight) -> String? {
        let look = MeterLook(label: label, before: before, during: before, after: before)
        if let hindrance = before.hindrance(of: label) { return hindrance }
        return side == .load && !look.canBeSeen ? Self.drawsTooLittle(label) : nil
    }

    private static func drawsTooLittle(_ label: String) -> String {
        "\(label) draws less than \(self.leastLoad) mA: switch something on in that house, and try again"
    }

    private static func fault(of own: MeterLook, _ side: RelayDeclaration.Side) -> String? {
        switch side {
        case .load: self.loadFault(of: own)
        case .supply: self.supplyFault(of: own)
        }
    }

    private static func loadFault(of own: MeterLook) -> String? {
        guard own.canBeSeen else { return Self.drawsTooLittle(own.label) }
        switch own.during {
        case .unreadable, .answers(nil), .counts: return Self.unreadable(own.label)
        case .silent:
            return "\(own.label) went silent: the relay sits before its meter, or cuts its line; correct `side`"
        case .answers(let current?) where current.magnitude <= self.mostRest.magnitude: break
        case .answers: return "\(own.label) did not drop: it is another meter's relay, a welded contact or a bypass"
        }
        guard case .answers(let current?) = own.after, current.magnitude > self.mostRest.magnitude else {
            return "\(own.label) did not come back: look at the relay and the house"
        }
        return nil
    }

    static func unreadable(_ label: String) -> String {
        "\(label) could not be read while the relay was open: `gridtally line-test`, and try again"
    }

    private static func supplyFault(of own: MeterLook) -> String? {
        guard own.before.isAnswer else { return "\(own.label) did not answer before" }
        guard own.during != .unreadable else { return Self.unreadable(own.label) }
        guard own.during == .silent else {
            return
                "\(own.label) goes on answering: it is another meter's relay, or it sits behind its meter; correct `side`"
        }
        guard own.after.isAnswer else {
            return "\(own.label) did not come back: look at the relay and the meter"
        }
        return nil
    }
}

extension MeterSight {
    /// Why a trial could watch no meter that shows this; nil where it could.
    func hindrance(of label: String) -> String? {
        switch self {
        case .silent: "\(label) does not answer"
        case .unreadable: "\(label) answers, but cannot be read: `gridtally why`, and try again"
        case .answers, .counts: nil
        }
    }
}

extension MeterLook {
    /// It drew enough to be seen dropping.
    var canBeSeen: Bool {
        if case .answers(let current?) = self.before {
            current.magnitude >= PairingVerdict.leastLoad.magnitude
        } else {
            false
        }
    }

    /// Why another meter stands against the pairing; nil where it does not.
    fileprivate var fault: String? {
        if self.hasDropped { return "\(self.label) dropped too" }
        guard self.before.isAnswer, self.during == .unreadable else { return nil }
        return PairingVerdict.unreadable(self.label)
    }

    /// Its load went to nothing, or it fell silent.
    var hasDropped: Bool {
        guard self.before.isAnswer else { return false }
        switch self.during {
        case .silent: return true
        case .answers(let current?): return self.canBeSeen && current.magnitude <= PairingVerdict.mostRest.magnitude
        case .answers(nil), .counts, .unreadable: return false
        }
    }
}
