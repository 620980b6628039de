public import DeviceProfiles

/// One field of a device and how often it is read.
public struct PolledField: Hashable, Sendable {
    public let field: RegisterField
    /// Nanoseconds between reads; nil for a field that is read at boundaries only.
    public let periodNanoseconds: Int64?
    /// Read as soon as possible after every interval boundary as well.
    public let atBoundary: Bool

    public init(field: RegisterField, periodNanoseconds: Int64?, atBoundary: Bool = false) {
        self.field = field
        self.periodNanoseconds = periodNanoseconds
        self.atBoundary = atBoundary
    }
}

/// One device on a bus.
public struct BusDevice: Hashable, Sendable {
    /// Unique on its bus.
    public let name: String
    /// Modbus address; 1 to 255 (248 and up are outside the standard, some relay modules use them).
    public let unit: UInt8
    public let profile: DeviceProfile
    public let polled: [PolledField]

    public init(name: String, unit: UInt8, profile: DeviceProfile, polled: [PolledField]) {
        self.name = name
        self.unit = unit
        self.profile = profile
        self.polled = polled
    }

    /// True where both stand for parts of one module, such as meters at two inputs of a pulse counter: one model, and no
    /// register of the one is the other's.
    func isPart(ofModuleWith other: BusDevice) -> Bool {
        guard self.profile.name == other.profile.name, !self.profile.fields.isEmpty else { return false }
        return !self.profile.fields.contains { field in
            other.profile.fields.contains {
                $0.table == field.table && $0.valueRange.overlaps(field.valueRange)
            }
        }
    }
}
