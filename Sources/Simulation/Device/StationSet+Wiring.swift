internal import DeviceProfiles
internal import StrictYAML

/// Which device is what, and what hangs on which contact and input.
extension StationSet {
    static func profile(
        _ device: Scene.Device, _ profiles: ProfileCatalog
    ) throws(SimulationError) -> DeviceProfile {
        guard let profile = profiles[device.profile] else {
            throw .unknownProfile(
                device.profile, place: device.location, known: profiles.profiles.map(\.name))
        }
        return profile
    }

    static func meter(
        _ device: Scene.Device, _ profiles: ProfileCatalog
    ) throws(SimulationError) -> SimulatedMeter {
        let profile = try self.profile(device, profiles)
        guard profile.kind == .meter else {
            throw .wrongKind(profile: device.profile, place: device.location, expected: "a meter")
        }
        do throws(ProfileError) {
            return try SimulatedMeter(profile: profile, serial: device.serial)
        } catch {
            throw .serialNumber(unit: device.unit, place: device.location, reason: error.description)
        }
    }

    mutating func add(
        _ device: Scene.Device, relays: [Scene.Relay], _ profiles: ProfileCatalog
    ) throws(SimulationError) {
        let profile = try Self.profile(device, profiles)
        guard let relay = profile.relay, !relay.channels.isEmpty else {
            throw .wrongKind(profile: device.profile, place: device.location, expected: "a relay module")
        }
        let open = relays.filter { $0.moduleUnit == device.unit && !$0.isClosed }.map(\.channel)
        do throws(ProfileError) {
            self.modules.append(
                try SimulatedRelayModule(profile: profile, relay: relay, device: device, open: Set(open)))
        } catch {
            throw .serialNumber(unit: device.unit, place: device.location, reason: error.description)
        }
        self.add(device, .relayModule(self.modules.count - 1))
    }

    mutating func add(
        _ counter: Scene.PulseCounter, _ profiles: ProfileCatalog
    ) throws(SimulationError) {
        let device = counter.device
        let profile = try Self.profile(device, profiles)
        guard profile.kind == .pulseCounter else {
            throw .wrongKind(profile: device.profile, place: device.location, expected: "a pulse counter")
        }
        do throws(ProfileError) {
            self.counters.append(try SimulatedPulseCounter(profile: profile, device: device))
        } catch {
            throw .serialNumber(unit: device.unit, place: device.location, reason: error.description)
        }
        self.add(device, .pulseCounter(self.counters.count - 1))
    }

    /// A meter with a relay inside feeds its own house through the first channel.
    mutating func addRelayInside(
        _ device: Scene.Device, house: Int, _ profiles: ProfileCatalog
    ) throws(SimulationError) {
        let profile = try Self.profile(device, profiles)
        guard let relay = profile.relay, let channel = relay.channels.first else { return }
        do throws(ProfileError) {
            self.modules.append(
                try SimulatedRelayModule(profile: profile, relay: relay, device: device, open: []))
        } catch {
            throw .serialNumber(unit: device.unit, place: device.location, reason: error.description)
        }
        self.relayInside[house] = self.modules.count - 1
        self.behind[Contact(unit: device.unit, channel: channel.number)] = .house(house)
        if relay.side == .supply { self.housesCutWithMeter.insert(house) }
    }

    mutating func connect(_ houses: [Scene.House]) throws(SimulationError) {
        for (index, house) in houses.enumerated() {
            guard let relay = house.relay else { continue }
            let module = try self.wire(relay, .house(index), house.device.location)
            if module.description.side == .supply { self.housesCutWithMeter.insert(index) }
        }
    }

    mutating func connect(_ line: Scene.Line) throws(SimulationError) {
        for (index, outlet) in line.outlets.enumerated() {
            try self.check(outlet.counter, outlet.location)
            if let relay = outlet.relay { _ = try self.wire(relay, .outlet(index), outlet.location) }
        }
        if let main = line.main { try self.check(main.counter, main.location) }
    }

    private func check(_ meter: Scene.PulseMeter, _ place: YAMLLocation) throws(SimulationError) {
        guard self.counters.first(where: { $0.unit == meter.unit })?.hasInput(meter.input) == true else {
            throw .unknownInput(meter.input, counter: meter.unit, place: place)
        }
    }

    private mutating func wire(
        _ relay: Scene.Relay, _ supply: Supply, _ place: YAMLLocation
    ) throws(SimulationError) -> SimulatedRelayModule {
        guard let module = self.modules.first(where: { $0.unit == relay.moduleUnit }),
            module.description.channel(relay.channel) != nil
        else { throw .unknownChannel(relay.channel, module: relay.moduleUnit, place: place) }
        self.behind[Contact(unit: relay.moduleUnit, channel: relay.channel)] = supply
        return module
    }
}
