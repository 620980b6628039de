import DeviceProfiles
import FieldBus
import Foundation

/// What a file that was read again is to bring about: the plan that will be in force, and the buses that change.
struct ReloadPlan {
    let plan: BusPlan
    /// The buses that are to be read in another way than now.
    let lines: [BusConfiguration]
    let applied: [ConfigurationDifference]
    /// What is in force after a restart, in words.
    let waiting: [String]

    /// - Parameter current: what is in force.
    /// - Throws: where the file, or one that it names, could not be used.
    init(_ current: BusPlan, file: URL) throws {
        let next = try BoxConfiguration(contentsOf: file)
        let profiles = next.buses.isEmpty ? try ProfileCatalog(files: []) : try ProfileFolder.read(next.profiles)
        // All of the file must be good, also what waits.
        _ = try BusPlan(configuration: next, profiles: profiles).buses()
        let change = ConfigurationChange(from: current.configuration, to: next)
        let kept = Self.profilesOfRelays(current.configuration)
        let waiting = kept.filter { profiles[$0] != current.profiles[$0] }.sorted()
        self.plan = BusPlan(
            configuration: change.inForce, profiles: profiles.keeping(kept, of: current.profiles))
        let before = try current.buses()
        self.lines = try self.plan.buses().filter { bus in
            before.contains { $0.name == bus.name && !$0.isSame(as: bus) }
        }
        self.applied = change.applied
        self.waiting = change.waiting.map { "\($0)" } + waiting.map { "the profile \($0), which a relay rests on" }
    }

    /// Names of the profiles that relays rest on.
    private static func profilesOfRelays(_ configuration: BoxConfiguration) -> Set<String> {
        Set(
            configuration.buses.flatMap { line in
                let names = KeptDevices.names(in: line)
                return line.devices.filter { names.contains($0.name) }.map(\.profile)
            })
    }
}

extension BusPlan {
    /// True where a device is the same meter, read by the same registers, in both.
    func reads(_ device: String, on bus: String, as other: BusPlan) -> Bool {
        guard let mine = self.device(device, on: bus), let its = other.device(device, on: bus) else { return false }
        return mine.meter == its.meter && mine.unit == its.unit && mine.pulses == its.pulses
            && mine.maximumUnitsPerHour == its.maximumUnitsPerHour
            && self.profiles[mine.profile] == other.profiles[its.profile]
    }

    private func device(_ name: String, on bus: String) -> BoxConfiguration.Device? {
        self.configuration.buses.first { $0.name == bus }?.devices.first { $0.name == name }
    }
}
