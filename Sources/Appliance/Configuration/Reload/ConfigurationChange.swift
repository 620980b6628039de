import DeviceProfiles
import FieldBus

/// What becomes of a configuration that was changed while the service runs: each key is taken over, or waits for a
/// restart.
///
/// Pure. Nothing that a relay rests on is ever taken over: its own keys, its module, and the meter that it switches keep
/// what they had until the service starts again.
struct ConfigurationChange: Sendable {
    /// In the order of the catalogue.
    private(set) var differences: [ConfigurationDifference]
    /// What the running service goes on with: the new file, but for what waits.
    private(set) var inForce: BoxConfiguration

    init(from old: BoxConfiguration, to new: BoxConfiguration) {
        self.differences = Self.differences(ConfigurationValues(old), ConfigurationValues(new))
        self.inForce = Self.withoutBuses(old, new)
        let kept = KeptDevices(old.buses)
        for index in self.differences.indices where kept.concern(self.differences[index]) {
            self.differences[index].change = .restart
        }
        for (index, line) in old.buses.enumerated() {
            guard let next = new.buses.first(where: { $0.name == line.name }) else { continue }
            let merged = kept.merged(line, next)
            if Self.isSound(merged) {
                self.inForce.buses[index] = merged
            } else {
                self.keepAll(under: "buses[\(line.name)]")
            }
        }
        self.keepBusesThatClash(old)
    }

    var applied: [ConfigurationDifference] { self.differences.filter { $0.change == .applied } }
    var waiting: [ConfigurationDifference] { self.differences.filter { $0.change == .restart } }

    /// Everything that can be changed, but the buses.
    private static func withoutBuses(_ old: BoxConfiguration, _ new: BoxConfiguration) -> BoxConfiguration {
        var result = old
        result.profiles = new.profiles
        result.collectionSeconds = new.collectionSeconds
        result.network.gatherSeconds = new.network.gatherSeconds
        return result
    }

    private mutating func keepAll(under path: String) {
        for index in self.differences.indices where self.differences[index].path.hasPrefix(path) {
            self.differences[index].change = .restart
        }
    }

    /// What was kept may have the unit of a device that is new.
    private static func isSound(_ line: BoxConfiguration.Line) -> Bool {
        let places = line.devices.map { "\($0.unit) \($0.pulses?.input ?? 0)" }
        let names = line.devices.map(\.name)
        return Set(places).count == places.count && Set(names).count == names.count
            && line.cableOrder.allSatisfy(names.contains)
    }

    /// One meter is on one bus, and one port has one bus.
    private mutating func keepBusesThatClash(_ old: BoxConfiguration) {
        let meters = self.inForce.buses.flatMap { $0.devices.compactMap(\.meter) }
        let ports = self.inForce.buses.map(\.transport.endpoint)
        guard Set(meters).count < meters.count || Set(ports).count < ports.count else { return }
        self.inForce.buses = old.buses
        self.keepAll(under: "buses[")
    }

    // MARK: Differences

    private static func differences(
        _ old: ConfigurationValues, _ new: ConfigurationValues
    ) -> [ConfigurationDifference] {
        let before = Dictionary(old.entries.map { ($0.path, $0.value) }) { $1 }
        let after = Dictionary(new.entries.map { ($0.path, $0.value) }) { $1 }
        let paths = old.entries.map(\.path) + new.entries.map(\.path).filter { before[$0] == nil }
        var whole: [String] = []
        return paths.compactMap { path in
            guard before[path] != after[path] else { return nil }
            let isInside = whole.contains { path.hasPrefix($0 + ".") }
            // Of an item that comes or goes, only what waits is told beside it.
            guard !isInside || path.hasSuffix(".relay.device") && before[path] == nil else { return nil }
            if path.hasSuffix("]") { whole.append(path) }
            return ConfigurationDifference(
                path: path, old: before[path], new: after[path], change: self.change(of: path))
        }
    }

    private static func change(of path: String) -> ConfigurationKey.Change {
        let plain = ConfigurationCatalog.normalized(path)
        let key = ConfigurationCatalog.key(plain.hasSuffix("[]") ? String(plain.dropLast(2)) : plain)
        // What nobody has thought of waits.
        return key?.change ?? .restart
    }
}
