public import CanonicalCBOR

/// Days on which nobody is disconnected, and before which nobody is; by the registrar.
///
/// Replaces the whole list.
public struct SetCalendar: Hashable, Sendable {
    /// Local days since 1970-01-01, ascending, each once; at most ``maximumHolidays``.
    public var holidays: [UInt32]

    public static let maximumHolidays = 512

    public init(holidays: [UInt32]) { self.holidays = holidays }

    public var cbor: CBOR { .array([.array(self.holidays.map { .unsigned(UInt64($0)) })]) }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        let values = try fields.array("holidays", atMost: Self.maximumHolidays)
        var days = try CBORFields(.array(values), of: "holidays")
        self.holidays = []
        while days.remaining > 0 { self.holidays.append(try days.uint32("day")) }
        guard zip(self.holidays, self.holidays.dropFirst()).allSatisfy({ $0 < $1 }) else {
            throw fields.refused("holidays", expected: "days in ascending order, each once", found: "others")
        }
    }
}

/// Lets a day have more orders than the policy allows by itself; by a regulator or an auditor, who are not the utility.
public struct ReleaseOrders: Hashable, Sendable {
    /// Local day since 1970-01-01.
    public var day: UInt32
    public var additional: UInt32

    public init(day: UInt32, additional: UInt32) {
        self.day = day
        self.additional = additional
    }

    public var cbor: CBOR { .array([.unsigned(UInt64(self.day)), .unsigned(UInt64(self.additional))]) }

    public init(_ fields: inout CBORFields) throws(CBORError) {
        self.day = try fields.uint32("day")
        self.additional = try fields.uint32("additional")
    }
}

/// A named officer's signature under an order that waits for it, where the policy asks for one; by the registrar.
public struct ApproveOrder: Hashable, Sendable {
    public var account: AccountID

    public init(account: AccountID) { self.account = account }

    public var cbor: CBOR { .array([.identifier(self.account)]) }

    public init(_ fields: inout CBORFields) throws(CBORError) { self.account = try fields.identifier("account") }
}
