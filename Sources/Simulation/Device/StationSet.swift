internal import DeviceProfiles
internal import Metering
internal import ModbusProtocol

/// All devices of one line and the neighbourhood behind them: requests in, answers out, no I/O.
struct StationSet: Sendable {
    /// What came of a request.
    struct Outcome: Sendable {
        /// The PDU to send back; nil where nobody answers.
        var answer: [UInt8]?
        /// Relay contacts that a command named.
        var switched: [SupplySwitch] = []
    }

    private enum Role: Sendable {
        case transformer(SimulatedMeter)
        /// Index in the model.
        case house(SimulatedMeter, Int)
        /// Index in `modules`.
        case relayModule(Int)
    }

    private struct Contact: Hashable, Sendable {
        let unit: UInt8
        let channel: Int
    }

    private(set) var model: NeighbourhoodModel
    private var roles: [UInt8: Role] = [:]
    private var modules: [SimulatedRelayModule] = []
    /// Index of the house behind each contact.
    private var houseBehind: [Contact: Int] = [:]
    /// Houses whose relay sits before the meter.
    private var housesCutWithMeter: Set<Int> = []

    init(line: Scene.Line, scene: Scene, start: UTCTime, profiles: ProfileCatalog) throws(SimulationError) {
        self.model = NeighbourhoodModel(
            line: line, events: scene.events, seed: scene.seed, start: start, utcOffsetMinutes: scene.utcOffsetMinutes)
        if let transformer = line.transformer {
            let meter = try Self.meter(transformer.device, profiles)
            self.roles[transformer.device.unit] = .transformer(meter)
        }
        for (index, house) in line.houses.enumerated() {
            let meter = try Self.meter(house.device, profiles)
            self.roles[house.device.unit] = .house(meter, index)
        }
        for module in line.relayModules { try self.add(module, houses: line.houses, profiles) }
        try self.connect(line.houses)
    }

    mutating func advance(to time: UTCTime) -> [Occurrence] { self.model.advance(to: time) }

    /// Answers a request at the model's present; unit 0 is the broadcast, carried out by all and answered by none.
    mutating func answer(unit: UInt8, pdu: [UInt8]) -> Outcome {
        guard unit != 0 else {
            var outcome = Outcome()
            for module in self.modules { outcome.switched += self.answerOne(unit: module.unit, pdu: pdu).switched }
            return outcome
        }
        return self.answerOne(unit: unit, pdu: pdu)
    }

    private mutating func answerOne(unit: UInt8, pdu: [UInt8]) -> Outcome {
        guard let role = self.roles[unit], !self.model.silentUnits.contains(unit), let code = pdu.first else {
            return Outcome()
        }
        var outcome = Outcome()
        do throws(ModbusException) {
            let request = try Self.request(pdu)
            guard let response = try self.respond(request, role: role, switched: &outcome.switched) else {
                return Outcome()
            }
            outcome.answer = try? response.encoded()
        } catch {
            outcome.answer = try? ModbusResponse.exception(function: code & 0x7f, error).encoded()
        }
        return outcome
    }

    private mutating func respond(
        _ request: ModbusRequest, role: Role, switched: inout [SupplySwitch]
    ) throws(ModbusException) -> ModbusResponse? {
        switch role {
        case .transformer(let meter): return try meter.answer(request, state: self.model.transformer)
        case .house(let meter, let index):
            guard self.isPowered(house: index) else { return nil }
            return try meter.answer(request, state: self.model.houses[index].meter)
        case .relayModule(let index):
            var moved: [SimulatedRelayModule.Switched] = []
            let response = try self.modules[index].answer(request, switched: &moved)
            for contact in moved { switched.append(self.apply(contact, unit: self.modules[index].unit)) }
            return response
        }
    }

    private mutating func apply(_ contact: SimulatedRelayModule.Switched, unit: UInt8) -> SupplySwitch {
        let house = self.houseBehind[Contact(unit: unit, channel: contact.channel)]
        if let house { self.model.setSupply(ofHouse: house, closed: contact.isClosed) }
        return SupplySwitch(
            unit: unit, channel: contact.channel, isClosed: contact.isClosed,
            house: house.map { self.model.houses[$0].unit })
    }

    /// A relay on the supply side of the meter leaves the meter dead when it opens.
    private func isPowered(house index: Int) -> Bool {
        self.model.houses[index].isSupplied || !self.housesCutWithMeter.contains(index)
    }

    private static func request(_ pdu: [UInt8]) throws(ModbusException) -> ModbusRequest {
        do throws(ModbusCodecError) { return try ModbusRequest(pdu: pdu) } catch { throw error.exception }
    }
}

extension StationSet {
    private static func profile(
        _ device: Scene.Device, _ profiles: ProfileCatalog
    ) throws(SimulationError) -> DeviceProfile {
        guard let profile = profiles[device.profile] else {
            throw .unknownProfile(
                device.profile, place: device.location, known: profiles.profiles.map(\.name))
        }
        return profile
    }

    private static func meter(
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

    private mutating func add(
        _ module: Scene.RelayModule, houses: [Scene.House], _ profiles: ProfileCatalog
    ) throws(SimulationError) {
        let device = module.device
        let profile = try Self.profile(device, profiles)
        guard let relay = profile.relay, !relay.channels.isEmpty else {
            throw .wrongKind(profile: device.profile, place: device.location, expected: "a relay module")
        }
        let open = houses.compactMap(\.relay).filter { $0.moduleUnit == device.unit && !$0.isClosed }.map(\.channel)
        do throws(ProfileError) {
            self.modules.append(
                try SimulatedRelayModule(profile: profile, relay: relay, device: device, open: Set(open)))
        } catch {
            throw .serialNumber(unit: device.unit, place: device.location, reason: error.description)
        }
        self.roles[device.unit] = .relayModule(self.modules.count - 1)
    }

    private mutating func connect(_ houses: [Scene.House]) throws(SimulationError) {
        for (index, house) in houses.enumerated() {
            guard let relay = house.relay else { continue }
            guard let module = self.modules.first(where: { $0.unit == relay.moduleUnit }),
                module.description.channel(relay.channel) != nil
            else {
                throw .unknownChannel(relay.channel, module: relay.moduleUnit, place: house.device.location)
            }
            self.houseBehind[Contact(unit: relay.moduleUnit, channel: relay.channel)] = index
            if module.description.side == .supply { self.housesCutWithMeter.insert(index) }
        }
    }
}
