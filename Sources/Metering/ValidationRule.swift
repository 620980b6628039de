/// A check that doubts a reading: the V of validation, estimation and editing (VEE). The raw value is its name in
/// records.
public enum ValidationRule: String, Hashable, Sendable, CaseIterable {
    case voltageRange = "voltage-range"
    case frequencyRange = "frequency-range"
    /// A power factor is never outside -1 to 1.
    case powerFactorRange = "power-factor-range"
    /// The phases must add up to the total.
    case phaseSum = "phase-sum"

    /// The rule that the value breaks by itself, if it breaks one.
    ///
    /// - Parameter name: the short name; `voltage.l1l2` and its like are phase to phase.
    public static func broken(by value: Int64, unit: Unit, name: String, limits: ValidationLimits) -> ValidationRule? {
        switch unit {
        case .millivolt:
            let isLineVoltage = ["voltage.l1l2", "voltage.l2l3", "voltage.l3l1"].contains(name)
            return (isLineVoltage ? limits.lineVoltage : limits.phaseVoltage).contains(value) ? nil : .voltageRange
        case .millihertz: return limits.frequency.contains(value) ? nil : .frequencyRange
        case .powerFactor: return (-10_000...10_000).contains(value) ? nil : .powerFactorRange
        default: return nil
        }
    }

    /// True where the phases add up to the total, within the limits' tolerance.
    public static func phasesAddUp(total: Int64, phases: [Int64], limits: ValidationLimits) -> Bool {
        let sum = phases.reduce(Int128(0)) { $0 + Int128($1) }
        let difference = (sum - Int128(total)).magnitude
        let share = UInt128(total.magnitude) * UInt128(max(0, limits.phaseSumPerMille)) / 1000
        return difference <= max(share, UInt128(max(0, limits.phaseSumSlack)))
    }

    /// Marks the readings of one device and moment that break a rule as suspect, and names the rule in them.
    ///
    /// Readings that are worse than valid stay as they are. The phase sum is checked for active power, where the total
    /// and all three phases are there; meters disagree on how reactive and apparent power add up.
    public static func check(_ readings: [Reading], limits: ValidationLimits = .lowVoltage50Hertz) -> [Reading] {
        var checked = readings
        for index in checked.indices where checked[index].quality == .valid {
            let reading = checked[index]
            let rule = Self.broken(by: reading.value, unit: reading.unit, name: reading.name, limits: limits)
            if let rule { checked[index].doubt(rule) }
        }
        let phases = ["l1", "l2", "l3"].compactMap { phase in
            checked.first { $0.name == "power.active.\(phase)" && $0.quality == .valid }?.value
        }
        if phases.count == 3,
            let total = checked.firstIndex(where: { $0.name == "power.active.total" && $0.quality == .valid }),
            !Self.phasesAddUp(total: checked[total].value, phases: phases, limits: limits)
        {
            checked[total].doubt(.phaseSum)
        }
        return checked
    }
}

extension Reading {
    fileprivate mutating func doubt(_ rule: ValidationRule) {
        self.quality = .suspect
        self.rule = rule.rawValue
    }
}
