extension ValidationRule {
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
        case .milliampere:
            guard let rating = limits.rating, value.magnitude > rating.maximumMilliamperes.magnitude else { return nil }
            return .currentRating
        case .milliwatt, .millivar, .millivoltAmpere:
            guard let rating = limits.rating, value.magnitude > rating.maximumMilliwatts.magnitude else { return nil }
            return .powerRating
        default: return nil
        }
    }

    /// True where the phases add up to the total, within the limits' tolerance.
    public static func phasesAddUp(total: Int64, phases: [Int64], limits: ValidationLimits) -> Bool {
        let sum = phases.reduce(Int128(0)) { $0 + Int128($1) }
        return (sum - Int128(total)).magnitude <= limits.slack(of: total)
    }

    /// True where apparent power is at least what active and reactive power make together, within the tolerance.
    public static func isEnough(
        apparent: Int64, active: Int64, reactive: Int64, limits: ValidationLimits
    ) -> Bool {
        func square(_ value: UInt128) -> UInt128 {
            let (product, overflow) = value.multipliedReportingOverflow(by: value)
            return overflow ? .max : product
        }
        let bound = UInt128(apparent.magnitude) + limits.slack(of: apparent)
        let (sum, overflow) = square(UInt128(active.magnitude))
            .addingReportingOverflow(square(UInt128(reactive.magnitude)))
        return !overflow && square(bound) >= sum
    }

    /// Marks the readings of one device and moment that break a rule as suspect, and names the rule in them.
    ///
    /// Readings that are worse than valid stay as they are, and no value is changed. Rules that compare quantities speak
    /// where all of them are valid: the phase sum of active power (meters disagree on how reactive and apparent power
    /// add up), and S² ≥ P² + Q² of the totals and of each phase.
    public static func check(_ readings: [Reading], limits: ValidationLimits = .lowVoltage50Hertz) -> [Reading] {
        var checked = readings
        for index in checked.indices where checked[index].quality == .valid {
            let reading = checked[index]
            let rule = Self.broken(by: reading.value, unit: reading.unit, name: reading.name, limits: limits)
            if let rule { checked[index].doubt(rule) }
        }
        Self.checkPhaseSum(&checked, limits)
        for part in ["total", "l1", "l2", "l3"] { Self.checkApparent(&checked, part, limits) }
        Self.checkZeroPower(&checked, limits)
        return checked
    }

    private static func checkPhaseSum(_ readings: inout [Reading], _ limits: ValidationLimits) {
        let phases = ["l1", "l2", "l3"].compactMap { readings.good("power.active.\($0)")?.value }
        guard phases.count == 3, let total = readings.place("power.active.total"),
            !Self.phasesAddUp(total: readings[total].value, phases: phases, limits: limits)
        else { return }
        readings[total].doubt(.phaseSum)
    }

    private static func checkApparent(_ readings: inout [Reading], _ part: String, _ limits: ValidationLimits) {
        guard let active = readings.good("power.active.\(part)")?.value,
            let reactive = readings.good("power.reactive.\(part)")?.value,
            let apparent = readings.place("power.apparent.\(part)"),
            !Self.isEnough(
                apparent: readings[apparent].value, active: active, reactive: reactive, limits: limits)
        else { return }
        readings[apparent].doubt(.apparentPower)
    }

    /// Only where current, voltage and all of the powers that could explain the current are there.
    private static func checkZeroPower(_ readings: inout [Reading], _ limits: ValidationLimits) {
        for phase in ["l1", "l2", "l3"] {
            guard let current = readings.good("current.\(phase)"),
                current.value.magnitude >= limits.idleMilliamperes.magnitude,
                let voltage = readings.good("voltage.\(phase)"), voltage.value > limits.phaseVoltage.upperBound / 3,
                let active = readings.place("power.active.\(phase)"), readings[active].value == 0,
                readings.good("power.reactive.\(phase)")?.value == 0
            else { continue }
            readings[active].doubt(.zeroPower)
        }
    }
}

extension [Reading] {
    fileprivate func place(_ name: String) -> Int? {
        self.firstIndex { $0.name == name && $0.quality == .valid }
    }

    fileprivate func good(_ name: String) -> Reading? { self.place(name).map { self[$0] } }
}

extension Reading {
    /// Marks the reading as doubted by `rule`; its value and what came over the line stay.
    fileprivate mutating func doubt(_ rule: ValidationRule) {
        self.quality = .suspect
        self.rule = rule.rawValue
    }
}
