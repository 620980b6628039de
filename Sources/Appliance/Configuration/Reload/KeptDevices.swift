/// The devices that relays rest on: meters with a relay, and the modules of relays. They stay as they are until a restart.
struct KeptDevices: Sendable {
    /// Keys of such a device that no relay rests on.
    private static let free: Set = ["serial", "k_no", "fields", "clock_offset"]

    /// By bus.
    private let names: [String: Set<String>]

    init(_ lines: [BoxConfiguration.Line]) {
        self.names = Dictionary(uniqueKeysWithValues: lines.map { ($0.name, Self.names(in: $0)) })
    }

    /// The names of such devices on one line.
    static func names(in line: BoxConfiguration.Line) -> Set<String> {
        Set(line.devices.flatMap { device in device.relay.map { [device.name, $0.device] } ?? [] })
    }

    /// True for a change of such a device, or of the relay of any.
    func concern(_ difference: ConfigurationDifference) -> Bool {
        self.names.contains { bus, devices in
            devices.contains { device in
                let path = "buses[\(bus)].devices[\(device)]"
                guard difference.path.hasPrefix(path) else { return false }
                let rest = difference.path.dropFirst(path.count)
                return rest.isEmpty || rest.hasPrefix(".") && !Self.free.contains(String(rest.dropFirst()))
            }
        }
    }

    /// The new line with such devices, and all relays, as they were.
    func merged(_ old: BoxConfiguration.Line, _ new: BoxConfiguration.Line) -> BoxConfiguration.Line {
        let kept = self.names[old.name] ?? []
        var line = new
        line.devices = new.devices.map { device in
            let before = old.devices.first { $0.name == device.name }
            guard kept.contains(device.name), var result = before else {
                var device = device
                device.relay = nil
                return device
            }
            result.serial = device.serial
            result.consumerNumber = device.consumerNumber
            result.fields = device.fields
            result.clockOffsetMinutes = device.clockOffsetMinutes
            return result
        }
        let names = Set(new.devices.map(\.name))
        line.devices += old.devices.filter { kept.contains($0.name) && !names.contains($0.name) }
        return line
    }
}
