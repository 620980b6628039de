internal import Ledger
public import Metering

/// Figures as people read them.
public enum Figures {
    /// Paise as rupees with two decimals: `975.50 ₹`.
    public static func rupees(_ paise: Int64) -> String { "\(DecimalText.text(paise, digits: 2)) ₹" }

    /// Watt hours as kilowatt hours with three decimals: `120.000 kWh`.
    public static func kilowattHours(_ wattHours: Int64) -> String { "\(DecimalText.text(wattHours, digits: 3)) kWh" }

    /// A quantity in the unit that people use for it.
    public static func quantity(_ value: Int64, _ unit: Unit) -> String {
        switch unit {
        case .wattHour: self.kilowattHours(value)
        case .litre: "\(DecimalText.text(value, digits: 3)) kL"
        case .metre: "\(DecimalText.text(value, digits: 3)) km"
        default: unit == .none ? "\(value)" : "\(value) \(unit)"
        }
    }

    static func relay(_ kind: MeterEventKind, _ value: Int64) -> String {
        let state = value == 0 ? "open" : value == 1 ? "closed" : "unknown"
        return switch kind {
        case .relayCommanded: "commanded \(state)"
        case .relayReadBack: "read back \(state)"
        default: "raised an alarm (\(state))"
        }
    }

    static func words(_ kind: MeterEventKind) -> String {
        switch kind {
        case .communicationLost: "communication lost"
        case .communicationRegained: "communication regained"
        case .tamper: "tamper"
        case .clockDrift: "clock drift"
        case .replaced: "replaced"
        case .relayCommanded: "relay commanded"
        case .relayReadBack: "relay read back"
        case .relayAlarm: "relay alarm"
        case .configured: "configured by hand"
        case .ratiosRead: "transformer ratios read"
        }
    }

    static func words(_ kind: FindingKind) -> String {
        switch kind {
        case .loss: "unexplained"
        case .overRegistration: "metered beyond what was delivered"
        case .unmeteredLoad: "load without a meter"
        case .underRegistration: "a meter counts too little"
        case .tamperedSeries: "a meter's values are not its own"
        case .leak: "leak"
        }
    }
}
