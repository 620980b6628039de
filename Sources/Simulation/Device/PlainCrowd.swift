internal import DeviceProfiles

/// Builds the meters that stand by themselves, and the second devices at addresses that two share.
struct PlainCrowd {
    private let line: Scene.Line
    private let scene: Scene
    private(set) var meters: [PlainMeterState] = []

    init(line: Scene.Line, scene: Scene) {
        self.line = line
        self.scene = scene
    }

    /// What stands by itself; the role is nil for a relay module.
    mutating func roles(
        _ profiles: ProfileCatalog
    ) throws(SimulationError) -> [(device: Scene.Device, role: StationSet.Role?)] {
        var roles: [(device: Scene.Device, role: StationSet.Role?)] = []
        for plain in self.line.plainDevices {
            let profile = try StationSet.profile(plain.device, profiles)
            guard profile.kind == .meter else {
                roles.append((plain.device, nil))
                continue
            }
            let role = try self.role(
                plain.device, profiles, name: "\(self.line.name)/\(plain.device.unit)",
                wattHoursPerDay: plain.wattHoursPerDay, initialWattHours: plain.initialWattHours)
            roles.append((plain.device, role))
        }
        return roles
    }

    /// The second device at each address that two share; the role is nil for a relay module.
    mutating func twins(
        _ profiles: ProfileCatalog
    ) throws(SimulationError) -> [(device: Scene.Device, role: StationSet.Role?)] {
        var twins: [(device: Scene.Device, role: StationSet.Role?)] = []
        for device in self.line.devices {
            guard let duplicate = device.manner.faults.over(self.line.deviceFaults).duplicate else { continue }
            let twin = Scene.Device(
                unit: device.unit, profile: device.profile, serial: duplicate.serial, manner: device.manner,
                location: device.location)
            guard try StationSet.profile(device, profiles).kind == .meter else {
                twins.append((twin, nil))
                continue
            }
            let noise = SeededNoise(seed: self.scene.seed)
            let name = "\(self.line.name)/\(device.unit)/twin"
            let stream = SeededNoise.stream(name)
            let role = try self.role(
                twin, profiles, name: name, wattHoursPerDay: 4000 + Int64(noise.uniform(stream, 0) * 56_000),
                initialWattHours: 100_000 + Int64(noise.uniform(stream, 1) * 20_000_000))
            twins.append((twin, role))
        }
        return twins
    }

    private mutating func role(
        _ device: Scene.Device, _ profiles: ProfileCatalog, name: String, wattHoursPerDay: Int64,
        initialWattHours: Int64
    ) throws(SimulationError) -> StationSet.Role {
        let meter = try StationSet.meter(device, profiles)
        self.meters.append(
            PlainMeterState(
                unit: device.unit, name: name, phases: try StationSet.profile(device, profiles).phases == 1 ? 1 : 3,
                wattHoursPerDay: wattHoursPerDay, initialWattHours: initialWattHours,
                utcOffsetMinutes: self.scene.utcOffsetMinutes, noise: SeededNoise(seed: self.scene.seed)))
        return .plain(meter, self.meters.count - 1)
    }
}
