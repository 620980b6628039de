import DeviceProfiles
import Enforcement
import FieldBus
import Metering

/// A meter of the box whose load a pairing trial watches.
struct LookedMeter: Sendable {
    let label: String
    let bus: Bus
    let device: String
    /// Phase currents; any field where the meter measures none.
    let fields: [String]
    let measuresCurrent: Bool

    /// What it shows now, asked twice where it does not answer well.
    func sight() async -> MeterSight {
        var sight = MeterSight.silent
        for _ in 0..<2 {
            do throws(BusError) {
                let sample = try await self.bus.read(device: self.device, fields: self.fields)
                if let load = LoadObservation(sample) { return .answers(milliamperes: load.milliamperes) }
                guard self.measuresCurrent else { return .answers(milliamperes: nil) }
                sight = .unreadable
            } catch {
                sight = MeterSight(error, before: sight)
            }
        }
        return sight
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
                let fields = try self.profile(device).fields
                let currents = fields.map(\.name).filter { $0.hasPrefix("current.l") }
                let chosen = currents.isEmpty ? fields.first.map { [$0.name] } ?? [] : currents
                meters.append(
                    LookedMeter(
                        label: label, bus: bus, device: device.name, fields: chosen,
                        measuresCurrent: !currents.isEmpty))
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
