import FieldBus
import Metering
import Platform

/// What is in doubt about one device.
struct DeviceHealthReport: Codable, Sendable {
    var bus: String
    var device: String
    var unit: Int
    var meter: String?
    /// Values that are missing or in doubt now.
    var doubts: [ValueDoubt]
    /// As the registry has it; nil for a device that is no meter of the roster, or before the box has its roster.
    var registeredSerial: String?
    /// As the device told it last.
    var readSerial: String?
}

extension ReportMaker {
    func health() async -> [DeviceHealthReport] {
        let now = MonotonicClock.nanoseconds
        var reports: [DeviceHealthReport] = []
        for line in self.configuration.buses {
            for device in line.devices {
                let values = await self.box.latest.of(bus: line.name, device: device.name).values
                let point = await self.box.meterPoint(bus: line.name, device: device.name)
                reports.append(
                    DeviceHealthReport(
                        bus: line.name, device: device.name, unit: Int(device.unit), meter: device.meter,
                        doubts: values.compactMap { ValueDoubt($0.newest, now: now) }.sorted { $0.name < $1.name },
                        registeredSerial: point?.serial, readSerial: point?.lastSerial?.text))
            }
        }
        return reports
    }
}
