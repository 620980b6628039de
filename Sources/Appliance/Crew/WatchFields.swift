import DeviceProfiles
import Metering

/// The fields of a model that a crew watches.
struct WatchFields: Sendable {
    let voltage: RegisterField?
    let current: RegisterField?
    let power: RegisterField?
    let energy: RegisterField?

    init(_ profile: DeviceProfile) {
        func first(_ names: String..., unit: Metering.Unit) -> RegisterField? {
            names.lazy.compactMap { profile.field(named: $0) }.first
                ?? profile.fields.first { $0.unit == unit && $0.obis != nil }
        }
        self.voltage = first("voltage.avg", "voltage.l1", unit: .millivolt)
        self.current = first("current.avg", "current.l1", unit: .milliampere)
        self.power = first("power.active.total", "power.active.l1", unit: .milliwatt)
        self.energy =
            profile.field(named: "energy.active.import.total") ?? profile.field(named: "energy.active.sum.total")
            ?? profile.field(obis: .waterVolume) ?? profile.field(obis: .distanceTravelled) ?? first(unit: .wattHour)
    }

    var all: [RegisterField] { [self.voltage, self.current, self.power, self.energy].compactMap { $0 } }
}

extension WatchRow {
    /// - Parameter now: CLOCK_MONOTONIC, in nanoseconds.
    init(
        bus: String, device: BoxConfiguration.Device, isCommunicating: Bool, fields: WatchFields,
        latest: [String: LatestReadings.Value], now: Int64
    ) {
        func value(_ field: RegisterField?) -> WatchValue? {
            field.map { WatchValue($0, latest[$0.name], now: now) }
        }
        self.init(
            bus: bus, device: device.name, unit: Int(device.unit), meter: device.meter,
            isCommunicating: isCommunicating, voltage: value(fields.voltage), current: value(fields.current),
            power: value(fields.power), energy: value(fields.energy))
    }
}

extension WatchValue {
    fileprivate init(_ field: RegisterField, _ latest: LatestReadings.Value?, now: Int64) {
        let (digits, symbol) = Self.display(field.unit)
        let present = latest?.lastPresent
        let scale = (0..<digits).reduce(1.0) { scale, _ in scale * 10 }
        self.init(
            name: field.name, value: present.map { Double($0.value) / scale }, unit: symbol,
            quality: (latest?.newest.quality).map { "\($0)" } ?? "missing",
            rule: latest == nil ? "not read yet" : latest?.newest.rule,
            ageSeconds: present.map { Double(max(0, now - $0.monotonicNanoseconds)) / 1e9 })
    }

    /// Energy in kWh, volume in kL and distance in km, as meters' displays have them.
    private static func display(_ unit: Metering.Unit) -> (digits: Int, symbol: String) {
        switch unit {
        case .wattHour: (3, "kWh")
        case .litre: (3, "kL")
        case .metre: (3, "km")
        default: unit.display
        }
    }
}
