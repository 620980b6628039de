import FieldBus
public import Foundation
public import LineDiagnostics

extension MeterDirectory {
    /// The devices of a configuration, with the serial numbers that are written there.
    ///
    /// - Throws: where the file cannot be used.
    public init(configuration file: URL) throws { self.init(try BoxConfiguration.lines(of: file).lines) }

    init(_ lines: [BoxConfiguration.Line]) {
        self.init(
            buses: lines.map(\.name),
            meters: lines.flatMap { line in line.devices.map { NamedMeter($0, bus: line.name) } })
    }
}

extension NamedMeter {
    init(_ device: BoxConfiguration.Device, bus: String) {
        self.init(
            bus: bus, unit: device.unit, device: device.name, profile: device.profile, label: device.meter,
            consumerNumber: device.consumerNumber, serial: device.serial)
    }
}
