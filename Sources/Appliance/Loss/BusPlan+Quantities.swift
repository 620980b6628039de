import DeviceProfiles
import FieldBus
import LossDetection

extension BusPlan {
    /// What is polled of each meter and matters to a balance, by label.
    func balancedQuantities() throws -> [String: Set<FeederQuantity>] {
        var quantities: [String: Set<FeederQuantity>] = [:]
        for (line, bus) in zip(self.configuration.buses, try self.buses()) {
            for (device, polled) in zip(line.devices, bus.devices) {
                guard let label = device.meter else { continue }
                quantities[label] = Set(polled.polled.compactMap { $0.field.obis.flatMap { FeederQuantity($0) } })
            }
        }
        return quantities
    }
}
