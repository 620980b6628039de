import DeviceProfiles
import FieldBus
import Foundation
import LineDiagnostics

extension LineLending {
    /// Writes to a device by hand, as ``WriteTerms`` allow, and records it.
    func write(_ name: String, _ order: WriteOrder) async throws -> WriteReport {
        let bus = try self.bus(name)
        guard let device = bus.configuration.devices.first(where: { $0.unit == order.unit }) else {
            throw WriteDenial.noProfile(unit: order.unit)
        }
        let log = try CommissioningLog(in: self.box.plan.configuration.data)
        let writer = RegisterWriter(bus: name, device: device.name, profile: device.profile, line: bus)
        let report = try await self.lend(name) { try await writer.carryOut(order) }
        // First the box's own record: it must be there even where the log's disk is full.
        await self.box.wasWritten(report, to: device)
        try log.append(report)
        return report
    }
}
