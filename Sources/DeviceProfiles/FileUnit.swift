import Metering

/// A unit as profiles write it, with its factor to the base unit.
struct FileUnit: Hashable, Sendable {
    let unit: Metering.Unit
    let multiplier: Int64

    static let none = FileUnit(unit: .none, multiplier: 1)

    /// In the order in which errors list them.
    static let all: [(name: String, unit: FileUnit)] = [
        ("V", .init(unit: .millivolt, multiplier: 1000)), ("mV", .init(unit: .millivolt, multiplier: 1)),
        ("A", .init(unit: .milliampere, multiplier: 1000)), ("mA", .init(unit: .milliampere, multiplier: 1)),
        ("W", .init(unit: .milliwatt, multiplier: 1000)), ("kW", .init(unit: .milliwatt, multiplier: 1_000_000)),
        ("var", .init(unit: .millivar, multiplier: 1000)), ("kvar", .init(unit: .millivar, multiplier: 1_000_000)),
        ("VA", .init(unit: .millivoltAmpere, multiplier: 1000)),
        ("kVA", .init(unit: .millivoltAmpere, multiplier: 1_000_000)),
        ("Wh", .init(unit: .wattHour, multiplier: 1)), ("kWh", .init(unit: .wattHour, multiplier: 1000)),
        ("MWh", .init(unit: .wattHour, multiplier: 1_000_000)),
        ("varh", .init(unit: .varHour, multiplier: 1)), ("kvarh", .init(unit: .varHour, multiplier: 1000)),
        ("VAh", .init(unit: .voltAmpereHour, multiplier: 1)), ("kVAh", .init(unit: .voltAmpereHour, multiplier: 1000)),
        ("Hz", .init(unit: .millihertz, multiplier: 1000)), ("pf", .init(unit: .powerFactor, multiplier: 10_000)),
        ("L", .init(unit: .litre, multiplier: 1)), ("m3", .init(unit: .litre, multiplier: 1000)),
        ("m", .init(unit: .metre, multiplier: 1)), ("percent", .init(unit: .percent, multiplier: 100)), ("none", .none),
    ]
}
