import Metering

/// Judges whether a value could be what a field says it is, on any network in the field: low or medium voltage, behind
/// measuring transformers or not, under load or idle. No single voltage is expected.
enum Plausibility {
    /// Points for or against, and why.
    static func judge(_ field: RegisterField, _ value: Int64) -> (points: Int, text: String) {
        let shown = "\(field.name) is \(value) \(field.unit)"
        switch field.unit {
        case .millihertz:
            if (45_000...65_000).contains(value) { return (15, shown) }
            return value == 0 ? (-5, shown) : (-20, "\(shown), no frequency of a network")
        case .millivolt:
            if (30_000...800_000_000).contains(value) { return (6, shown) }
            return value == 0 ? (0, shown) : (-20, "\(shown), no voltage of a network")
        case .powerFactor:
            if value == 0 { return (0, shown) }
            return (-10_000...10_000).contains(value) ? (5, shown) : (-20, "\(shown), over 1")
        case .milliampere:
            return (-10_000_000...10_000_000).contains(value)
                ? (value == 0 ? 0 : 2, shown) : (-15, "\(shown), over 10 kA")
        case .milliwatt, .millivar, .millivoltAmpere:
            let isPossible = value.magnitude <= 1_000_000_000_000
            return isPossible ? (value == 0 ? 0 : 2, shown) : (-15, "\(shown), over 1 GW")
        case .wattHour, .varHour, .voltAmpereHour:
            let isPossible = (0...1_000_000_000_000).contains(value)
            return isPossible ? (value == 0 ? 0 : 3, shown) : (-15, "\(shown), no meter counts that")
        case .litre, .metre, .none: return (0, shown)
        }
    }

    /// The fields to look at first, the most telling at the head.
    static func telling(_ profile: DeviceProfile) -> [RegisterField] {
        let codes: [ObisCode] = [
            ObisCode(1, 0, 14, 7, 0), ObisCode(1, 0, 32, 7, 0), ObisCode(1, 0, 52, 7, 0), ObisCode(1, 0, 13, 7, 0),
            .activeEnergyImport, .activePower, .waterVolume,
        ]
        return codes.compactMap { profile.field(obis: $0) }
    }
}
