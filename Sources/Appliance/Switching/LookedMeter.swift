import DeviceProfiles
import Enforcement
import FieldBus
import Metering

/// A meter of the box whose load, or count of pulses, a pairing trial watches.
struct LookedMeter: Sendable {
    let label: String
    let bus: Bus
    let device: String
    /// Phase currents; any field where the meter measures none.
    let fields: [String]
    let measuresCurrent: Bool
    /// Of a meter of water or trips, which has no current: its register.
    let register: RelayDriver.Wiring.Register?

    /// What it shows now, asked twice where it does not answer well.
    func sight() async -> MeterSight {
        var sight = MeterSight.silent
        for _ in 0..<2 {
            do throws(BusError) {
                let sample = try await self.bus.read(device: self.device, fields: self.fields)
                if let count = self.count(in: sample) { return count }
                if let load = LoadObservation(sample) { return .answers(milliamperes: load.milliamperes) }
                guard self.measuresCurrent || self.register != nil else { return .answers(milliamperes: nil) }
                sight = .unreadable
            } catch {
                sight = MeterSight(error, before: sight)
            }
        }
        return sight
    }

    private func count(in sample: DeviceSample) -> MeterSight? {
        guard let register,
            let reading = sample.readings.first(where: { $0.name == register.field && $0.quality == .valid })
        else { return nil }
        return .counts(
            reading.value / max(1, register.slack), atMonotonicNanoseconds: reading.monotonicNanoseconds)
    }
}

extension MeterSight {
    /// What a read that failed shows: only where nothing at all came, a meter is silent.
    ///
    /// - Parameter before: what the try before showed.
    init(_ error: BusError, before: MeterSight) {
        if case .noAnswer = error { self = before } else { self = .unreadable }
    }
}

extension BusPlan {
    /// Every meter on the lines that has a label on the chain.
    func lookedMeters(_ buses: [String: Bus]) throws -> [LookedMeter] {
        var meters: [LookedMeter] = []
        for line in self.configuration.buses {
            guard let bus = buses[line.name] else { continue }
            for device in line.devices {
                guard let label = device.meter else { continue }
                let profile = try self.profile(device)
                let fields = profile.fields
                let currents = fields.map(\.name).filter { $0.hasPrefix("current.l") }
                let register = self.register(of: profile, device).flatMap { $0.unit == .wattHour ? nil : $0 }
                let chosen = currents.isEmpty ? (register?.field ?? fields.first?.name).map { [$0] } ?? [] : currents
                meters.append(
                    LookedMeter(
                        label: label, bus: bus, device: device.name, fields: chosen,
                        measuresCurrent: !currents.isEmpty,
                        register: currents.isEmpty ? register : nil))
            }
        }
        return meters
    }

    /// The lines with their devices, of which none is polled: for tools without the service.
    func unpolledBuses() throws -> [String: Bus] {
        var buses: [String: Bus] = [:]
        for configuration in try self.buses() {
            let devices = configuration.devices.map {
                BusDevice(name: $0.name, unit: $0.unit, profile: $0.profile, polled: [])
            }
            buses[configuration.name] = try Bus(
                configuration: BusConfiguration(
                    name: configuration.name, transport: configuration.transport, devices: devices,
                    settings: configuration.settings, strictCharacters: configuration.strictCharacters,
                    simulatedOnly: configuration.simulatedOnly, serialOptions: configuration.serialOptions))
        }
        return buses
    }
}
