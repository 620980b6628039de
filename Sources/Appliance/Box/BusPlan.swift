import Contract
import DeviceProfiles
import FieldBus
import Foundation
import Identity
import Ledger
import Metering
import Platform

/// What is on the lines and does not fit what is on the chain.
struct PlanProblem: Error, CustomStringConvertible {
    let file: String
    let problem: String
    let advice: String

    var description: String { "\(self.file): \(self.problem). \(self.advice)" }
}

/// How a box reads its lines: the buses to open, from the configuration and the profiles.
struct BusPlan {
    let configuration: BoxConfiguration
    let profiles: ProfileCatalog

    /// The serial number is read this often, in seconds, so that a command always finds it fresh.
    private static let serialSeconds: Double = 60

    func buses() throws -> [BusConfiguration] {
        let buses = try self.configuration.buses.map { line in
            BusConfiguration(
                name: line.name, transport: line.transport, devices: try line.devices.map { try self.device($0, line) },
                simulatedOnly: !self.configuration.clock.isSystem)
        }
        try BusConfiguration.check(buses)
        // A port that is not there yet is checked when it is opened.
        for bus in buses where bus.simulatedOnly {
            guard case .serial(let path, _, _, _) = bus.transport, FileManager.default.fileExists(atPath: path),
                !Bus.isPseudoTerminal(path: path)
            else { continue }
            throw BusError.realPort(BusPlace(bus: bus.name, port: path))
        }
        return buses
    }

    private func device(_ device: BoxConfiguration.Device, _ line: BoxConfiguration.Line) throws -> BusDevice {
        let profile = try self.profile(device)
        return BusDevice(
            name: device.name, unit: device.unit, profile: profile,
            polled: device.meter == nil ? [] : self.polled(profile, line))
    }

    func profile(_ device: BoxConfiguration.Device) throws -> DeviceProfile {
        guard let profile = self.profiles[device.profile] else {
            throw PlanProblem(
                file: self.configuration.file.path,
                problem: "device \(device.name) names the profile \(device.profile), which is not there",
                advice: "The profiles in \(self.configuration.profiles.path) are: "
                    + self.profiles.profiles.map(\.name).joined(separator: ", "))
        }
        return profile
    }

    private func polled(_ profile: DeviceProfile, _ line: BoxConfiguration.Line) -> [PolledField] {
        profile.fields.compactMap { field in
            if field.name == "id.serial" {
                return PolledField(field: field, periodNanoseconds: Self.nanoseconds(Self.serialSeconds))
            }
            if let obis = field.obis, Self.isCumulative(obis) {
                return PolledField(
                    field: field, periodNanoseconds: Self.nanoseconds(line.pollSeconds), atBoundary: true)
            }
            guard let period = line.telemetrySeconds, field.obis != nil else { return nil }
            return PolledField(field: field, periodNanoseconds: Self.nanoseconds(period))
        }
    }

    /// The registers that bills and balances rest on: totals of import and export, and of meters without direction.
    private static func isCumulative(_ obis: ObisCode) -> Bool {
        [.activeEnergyImport, .activeEnergyExport, ObisCode(1, 0, 15, 8, 0), .waterVolume].contains(obis)
    }

    private static func nanoseconds(_ seconds: Double) -> Int64 { Int64(seconds * 1_000_000_000) }
}

extension BusPlan {
    /// The meters of the roster that hang on the box's lines.
    func meterPoints(_ roster: Roster, _ state: ContractState) throws -> [MeterPoint] {
        var points: [MeterPoint] = []
        for line in self.configuration.buses {
            for device in line.devices {
                guard let label = device.meter else { continue }
                guard let number = state.meters.firstIndex(where: { $0.label == label }) else { continue }
                points.append(try self.meterPoint(MeterID(UInt32(number)), device, line, roster, state))
            }
        }
        return points
    }

    private func meterPoint(
        _ meter: MeterID, _ device: BoxConfiguration.Device, _ line: BoxConfiguration.Line, _ roster: Roster,
        _ state: ContractState
    ) throws -> MeterPoint {
        let profile = try self.profile(device)
        let record = state.meters[Int(meter.number)]
        let interval = Int64(state.genesis.intervalSeconds)
        let channels = roster.positions.enumerated().filter { $0.element.meter == meter }.compactMap {
            index, position in
            profile.field(obis: position.channel).map { field in
                MeterPoint.Channel(
                    position: index, obis: position.channel, field: field,
                    counter: RegisterCounter(CounterConfiguration(maximumUnitsPerHour: device.maximumUnitsPerHour)),
                    sampler: BoundarySampler(intervalSeconds: interval, maximumGapSeconds: interval))
            }
        }
        return MeterPoint(
            meter: meter, label: record.label, serial: record.serial, bus: line.name, device: device.name,
            channels: channels)
    }
}
