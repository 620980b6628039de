import DeviceProfiles
import FieldBus
import Foundation
import Metering
import Platform

/// Where `gridtally watch` has its rows from.
protocol WatchSource: Sendable {
    /// Who tells, for people.
    var place: String { get }

    /// The meters as they stand now.
    func rows() async throws -> [WatchRow]

    func end() async
}

/// The running service tells, and reads what is too old between its polls.
struct ServiceWatch: WatchSource {
    let client: ControlClient
    /// `bus:unit`; empty: all.
    let only: [String]
    let maximumAge: Double

    var place: String { "service at \(self.client.socket)" }

    func rows() async throws -> [WatchRow] {
        let only = ControlClient.part(self.only.joined(separator: ","))
        return try await self.client.get(
            "/api/v1/watch?max_age=\(self.maximumAge)" + (self.only.isEmpty ? "" : "&only=\(only)"))
    }

    func end() async {}
}

/// This process opens the lines of a configuration itself and polls nothing but what is shown.
final class OwnWatch: WatchSource {
    let place: String
    private let lines: [BoxConfiguration.Line]
    private let buses: [Bus]
    private let running: [Task<Void, Never>]
    private let latest: Guarded<LatestReadings>

    /// - Parameters:
    ///   - isWanted: whether to watch a device of a bus.
    ///   - period: seconds between two readings of a meter.
    /// - Throws: where the configuration or a profile cannot be used, or nothing is left to watch.
    init(
        lines: [BoxConfiguration.Line], profiles: ProfileCatalog, file: URL, period: Double,
        isWanted: (String, BoxConfiguration.Device) -> Bool
    ) throws {
        let latest = Guarded(LatestReadings())
        var chosen: [BoxConfiguration.Line] = []
        var configurations: [BusConfiguration] = []
        for var line in lines {
            var devices: [BusDevice] = []
            for device in line.devices where isWanted(line.name, device) {
                let profile = try profiles.profile(of: device, in: file)
                let polled = WatchFields(profile).all.map {
                    PolledField(field: $0, periodNanoseconds: Int64(period * 1e9))
                }
                guard !polled.isEmpty else { continue }
                devices.append(BusDevice(name: device.name, unit: device.unit, profile: profile, polled: polled))
            }
            guard !devices.isEmpty else { continue }
            line.devices = line.devices.filter { device in devices.contains { $0.unit == device.unit } }
            chosen.append(line)
            configurations.append(
                BusConfiguration(
                    name: line.name, transport: line.transport, devices: devices,
                    strictCharacters: line.strictCharacters))
        }
        guard !configurations.isEmpty else {
            throw PlanProblem(
                file: file.path, problem: "there is no meter to watch",
                advice: "Name devices of its buses, or none for all.")
        }
        try BusConfiguration.check(configurations)
        let buses = try configurations.map { configuration in
            try Bus(configuration: configuration) { sample in
                latest.withLock { $0.take(sample, from: configuration.name, judged: nil) }
            }
        }
        self.place = chosen.map(\.transport.name).joined(separator: ", ")
        self.lines = chosen
        self.buses = buses
        self.latest = latest
        self.running = buses.map { bus in Task { await bus.run() } }
    }

    func rows() async throws -> [WatchRow] {
        let latest = self.latest.withLock { $0 }
        let now = MonotonicClock.nanoseconds
        return zip(self.lines, self.buses).flatMap { line, bus in
            let silent = Set(bus.statistics().devices.filter(\.isSilent).map(\.unit))
            return zip(line.devices, bus.configuration.devices).map { device, polled in
                WatchRow(
                    bus: line.name, device: device, isCommunicating: !silent.contains(device.unit),
                    fields: WatchFields(polled.profile), latest: latest.of(bus: line.name, device: device.name),
                    now: now)
            }
        }
    }

    func end() async {
        for task in self.running { task.cancel() }
        for task in self.running { await task.value }
    }
}
