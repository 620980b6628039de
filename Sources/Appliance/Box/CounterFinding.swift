import CanonicalCBOR
import Ledger
import Metering

/// A reading that was anything but the next step of its register.
struct CounterFinding: Hashable, Sendable {
    let obis: ObisCode
    let rule: CounterRule
    /// The register as read, in its base unit.
    let value: Int64
    let time: UTCTime
    /// What was booked for it.
    let increment: Int64
    /// The last reading that was believed before it.
    let before: CounterState.Sample?
    /// The serial number as last read.
    let serial: String?

    /// True where the doubt is settled: the reading was believed.
    var isSettled: Bool {
        switch self.rule {
        case .suspect, .torn, .serialChanged, .implausible, .outOfOrder, .backward: false
        case .first, .normal, .rollover, .jumpConfirmed, .reset, .restored, .replaced, .clockCorrected: true
        }
    }

    /// What goes onto the chain with an event: the rule and the readings on both sides.
    var evidence: [UInt8] {
        CBOR.array([
            .text(self.rule.rawValue), .text("\(self.obis)"), .integer(self.value), .time(self.time),
            .integer(self.increment), .optional(self.before.map { .integer($0.value) }),
            .optional(self.before.map { .time($0.time) }),
            .optional(self.before?.serial.map { .text(String($0.prefix(100))) }),
            .optional(self.serial.map { .text(String($0.prefix(100))) }),
        ]).encoded()
    }
}

extension CounterFinding: CustomStringConvertible {
    /// One line for people, with the rule's name and what to do.
    var description: String {
        let from = self.before.map { "\($0.value) at \($0.time)" } ?? "nothing"
        return "\(self.rule.rawValue) of \(self.obis): \(self.value) at \(self.time) after \(from), "
            + "\(self.increment) booked\(self.advice)"
    }

    private var advice: String {
        switch self.rule {
        case .suspect, .torn, .serialChanged: "; reading again"
        case .jumpConfirmed: "; check rating_kw or most_per_hour of the device, or the meter"
        case .reset: "; the register was cleared: check the meter for tampering"
        case .restored: "; the register is back where it was"
        case .replaced:
            "; serial number \(self.serial ?? "unknown") in place of \(self.before?.serial ?? "unknown"): "
                + "enter the new meter in the registry"
        case .clockCorrected: "; the clock went back"
        case .implausible: "; check type and word order in the profile"
        case .first, .normal, .rollover, .backward, .outOfOrder: ""
        }
    }
}
