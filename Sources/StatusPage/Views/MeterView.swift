public import Metering

/// Everything about one meter that needs no name, and what does where somebody is signed in.
public struct MeterView: Hashable, Sendable {
    public var meter: GridMeter
    public var serial: String
    public var node: String
    public var service: Word
    /// Bus and unit, where this box reads it.
    public var place: String?
    /// Name of the bus.
    public var bus: String?
    public var unit: Int?
    public var readings: [ReadingView]
    /// The last interval of every register.
    public var intervals: [ReadingView]
    /// Registers on the chain.
    public var registers: [RegisterView]
    /// Newest first; empty where there is no relay.
    public var switchings: [SwitchingView]
    /// Why the relay is as it is, guard by guard; nil where there is none.
    public var guards: [GuardView]?
    /// What only those who are signed in see.
    public var account: AccountView?

    public init(
        meter: GridMeter, serial: String, node: String, service: Word, place: String?, bus: String?, unit: Int?,
        readings: [ReadingView], intervals: [ReadingView], registers: [RegisterView], switchings: [SwitchingView],
        guards: [GuardView]?, account: AccountView?
    ) {
        (self.meter, self.serial, self.node, self.service) = (meter, serial, node, service)
        (self.place, self.bus, self.unit) = (place, bus, unit)
        (self.readings, self.intervals, self.registers) = (readings, intervals, registers)
        (self.switchings, self.guards, self.account) = (switchings, guards, account)
    }
}

/// A reading or an interval's quantity.
public struct ReadingView: Hashable, Sendable {
    public enum When: Hashable, Sendable {
        /// How old a reading is.
        case age(String)
        case interval(start: UTCTime?, end: UTCTime?)
    }

    public enum Quality: Hashable, Sendable {
        case valid
        case suspect
        case estimated
        case substituted
        case missing
    }

    public var name: String
    public var obis: String?
    /// With its unit; nil where it is missing.
    public var value: String?
    public var quality: Quality
    /// The rule that touched it.
    public var rule: String?
    public var when: When

    public init(name: String, obis: String?, value: String?, quality: Quality, rule: String?, when: When) {
        (self.name, self.obis, self.value) = (name, obis, value)
        (self.quality, self.rule, self.when) = (quality, rule, when)
    }

    var badge: Badge {
        switch self.quality {
        case .valid: Badge(.good, .qualityValid)
        case .suspect: Badge(.watch, .qualitySuspect)
        case .estimated: Badge(.watch, .qualityEstimated)
        case .substituted: Badge(.watch, .qualitySubstituted)
        case .missing: Badge(.fault, .qualityMissing)
        }
    }
}

/// A register's value on the chain.
public struct RegisterView: Hashable, Sendable {
    public var obis: String
    public var value: String
    public var boundary: UTCTime?

    public init(obis: String, value: String, boundary: UTCTime?) {
        (self.obis, self.value, self.boundary) = (obis, value, boundary)
    }
}

/// What was done with a relay, and why.
public struct SwitchingView: Hashable, Sendable {
    public var at: UTCTime?
    public var text: String
    public var authority: String?
    /// The guards of that moment.
    public var guards: [GuardView]

    public init(at: UTCTime?, text: String, authority: String?, guards: [GuardView]) {
        (self.at, self.text, self.authority, self.guards) = (at, text, authority, guards)
    }
}

public struct GuardView: Hashable, Sendable {
    public var holds: Bool
    public var sentence: String

    public init(holds: Bool, sentence: String) { (self.holds, self.sentence) = (holds, sentence) }
}

/// An account, for those who are signed in.
public struct AccountView: Hashable, Sendable {
    public var label: String
    public var tariff: String
    /// As `975.50 ₹`; negative is credit.
    public var balance: String
    public var permitThrough: String?
    /// Newest first.
    public var bills: [BillView]

    public init(label: String, tariff: String, balance: String, permitThrough: String?, bills: [BillView]) {
        (self.label, self.tariff, self.balance) = (label, tariff, balance)
        (self.permitThrough, self.bills) = (permitThrough, bills)
    }
}

public struct BillView: Hashable, Sendable {
    public var number: UInt32
    public var period: String
    public var quantity: String
    public var total: String
    public var paid: String
    public var due: String

    public init(number: UInt32, period: String, quantity: String, total: String, paid: String, due: String) {
        (self.number, self.period, self.quantity) = (number, period, quantity)
        (self.total, self.paid, self.due) = (total, paid, due)
    }
}
