internal import DeviceProfiles
internal import Metering

/// What the registers hold that other fields' scales and ratios depend on, in a simulated device.
struct FactorRegisters {
    private let profile: DeviceProfile

    init(_ profile: DeviceProfile) {
        self.profile = profile
    }

    /// The words of a register that tells a scale or a ratio; nil for every other field.
    func words(of field: RegisterField) throws(ProfileError) -> [UInt16]? {
        if let dependent = self.profile.fields.first(where: { $0.isScaled(by: field) }) {
            return try field.encode(dependent.unit.simulatedExponent)
        }
        return try field.role.map { role throws(ProfileError) in try field.encode(role.simulatedValue) }
    }

    /// The value's own registers as a field by itself, with the scale that the registers beside it tell.
    func plain(_ field: RegisterField) throws(ProfileError) -> RegisterField {
        var span = Array(repeating: UInt16(0), count: field.registerCount)
        for factor in field.factors {
            let start = Int(factor.field.address) - Int(field.address)
            for (offset, word) in (try self.words(of: factor.field) ?? []).enumerated() { span[start + offset] = word }
        }
        guard let plain = field.settled(by: span) else {
            throw .unencodable(
                field: field.name, value: "its scale", expected: "a scale that the simulator's registers can tell")
        }
        return plain
    }
}

extension RegisterField {
    fileprivate func isScaled(by other: RegisterField) -> Bool {
        self.factors.contains { $0.kind == .powerOfTen && $0.field == other }
    }
}

extension Metering.Unit {
    /// The power of ten at which a 16-bit register shows a house and a transformer alike.
    fileprivate var simulatedExponent: Int64 {
        switch self {
        case .millivolt: -1
        case .milliampere, .millihertz, .powerFactor: -2
        case .milliwatt, .millivar, .millivoltAmpere: 1
        case .wattHour, .varHour, .voltAmpereHour, .litre, .metre, .none: 0
        }
    }
}

extension FieldRole {
    /// In the base unit of the role: transformers of 100 A to 5 A, none for voltages.
    fileprivate var simulatedValue: Int64 {
        switch self {
        case .currentRatio: 20
        case .currentPrimary: 100_000
        case .currentSecondary: 5000
        case .voltageRatio: 1
        case .voltagePrimary, .voltageSecondary: 400_000
        }
    }
}
