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

    /// One device that listens.
    struct Station: Sendable {
        let device: Scene.Device
        /// True for the second device at an address.
        let isTwin: Bool
        let role: Role

        /// Unit that it listens at.
        var address: UInt8 { self.device.manner.address ?? self.device.unit }
    }

    enum Role: Sendable {
        case transformer(SimulatedMeter)
        /// Index in the model.
        case house(SimulatedMeter, Int)
        /// Index in the model.
        case plain(SimulatedMeter, Int)
        /// Index in `modules`.
        case relayModule(Int)
    }

    private struct Contact: Hashable, Sendable {
        let unit: UInt8
        let channel: Int
    }

    private(set) var model: NeighbourhoodModel
    private(set) var stations: [Station] = []
    private var modules: [SimulatedRelayModule] = []
    /// What was written to meters, by the station's index.
    private var settings: [Int: MeterSettings] = [:]
    /// Index of the house behind each contact.
    private var houseBehind: [Contact: Int] = [:]
    /// Index of the relay inside a house's meter, by the house's index.
    private var relayInside: [Int: Int] = [:]
    /// Houses whose relay sits before the meter.
    private var housesCutWithMeter: Set<Int> = []

    init(line: Scene.Line, scene: Scene, start: UTCTime, profiles: ProfileCatalog) throws(SimulationError) {
        var crowd = PlainCrowd(line: line, scene: scene)
        let plain = try crowd.roles(profiles)
        let twins = try crowd.twins(profiles)
        self.model = NeighbourhoodModel(
            line: line, events: scene.events, seed: scene.seed, start: start, utcOffsetMinutes: scene.utcOffsetMinutes,
            plainMeters: crowd.meters)
        if let transformer = line.transformer {
            let meter = try Self.meter(transformer.device, profiles)
            self.add(transformer.device, .transformer(meter))
        }
        for (index, house) in line.houses.enumerated() {
            let meter = try Self.meter(house.device, profiles)
            self.add(house.device, .house(meter, index))
            try self.addRelayInside(house.device, house: index, profiles)
        }
        for module in line.relayModules { try self.add(module.device, houses: line.houses, profiles) }
        for (device, meter) in plain {
            if let meter { self.add(device, meter) } else { try self.add(device, houses: line.houses, profiles) }
        }
        try self.connect(line.houses)
        for (device, meter) in twins { self.addTwin(device, meter) }
    }

    private mutating func add(_ device: Scene.Device, _ role: Role) {
        self.stations.append(Station(device: device, isTwin: false, role: role))
    }

    /// The second device at an address: a meter of its own, or a module that is wired to the same contacts.
    private mutating func addTwin(_ device: Scene.Device, _ meter: Role?) {
        guard let role = meter ?? self.stations.first(where: { $0.device.unit == device.unit })?.role else { return }
        self.stations.append(Station(device: device, isTwin: true, role: role))
    }

    mutating func advance(to time: UTCTime) -> [Occurrence] { self.model.advance(to: time) }

    /// Answers a request at the model's present; unit 0 is the broadcast, carried out by all and answered by none.
    mutating func answer(unit: UInt8, pdu: [UInt8]) -> Outcome {
        guard unit != 0 else {
            var outcome = Outcome()
            for (index, station) in self.stations.enumerated() where !station.isTwin {
                guard case .relayModule = station.role else { continue }
                outcome.switched += self.answer(station: index, pdu: pdu).switched
            }
            return outcome
        }
        guard let index = self.stations.firstIndex(where: { $0.address == unit }) else { return Outcome() }
        return self.answer(station: index, pdu: pdu)
    }

    /// What one device answers; `index` is that of ``stations``.
    mutating func answer(station index: Int, pdu: [UInt8], display: Display = .plain) -> Outcome {
        let station = self.stations[index]
        guard !self.model.silentUnits.contains(station.device.unit), let code = pdu.first else { return Outcome() }
        var outcome = Outcome()
        do throws(ModbusException) {
            let request = try Self.request(pdu)
            if let meter = self.writtenMeter(station, request) {
                let response = try self.settings[index, default: MeterSettings()].write(request, profile: meter.profile)
                outcome.answer = try? response.encoded()
                return outcome
            }
            guard let response = try self.respond(request, station.role, display, switched: &outcome.switched) else {
                return Outcome()
            }
            outcome.answer = try? (self.settings[index]?.over(response, of: request) ?? response).encoded()
        } catch {
            outcome.answer = try? ModbusResponse.exception(function: code & 0x7f, error).encoded()
        }
        return outcome
    }

    /// A read that one device answers; nil for a device without registers.
    func firstRead(station index: Int) -> ModbusRequest? {
        switch self.stations[index].role {
        case .transformer(let meter), .house(let meter, _), .plain(let meter, _): meter.firstRead
        case .relayModule(let index): self.modules[index].firstRead
        }
    }

    /// The present state behind a meter; nil for a relay module.
    func meterState(station index: Int) -> MeterState? {
        switch self.stations[index].role {
        case .transformer: self.model.transformer
        case .house(_, let house): self.model.houses[house].meter
        case .plain(_, let meter): self.model.plainMeters[meter].meter
        case .relayModule: nil
        }
    }

    /// The powered meter that a write is for; nil for reads, and for what moves relays.
    private func writtenMeter(_ station: Station, _ request: ModbusRequest) -> SimulatedMeter? {
        guard request.isWrite else { return nil }
        switch station.role {
        case .transformer(let meter), .plain(let meter, _): return meter
        case .house(let meter, let house):
            return self.relayInside[house] == nil && self.isPowered(house: house) ? meter : nil
        case .relayModule: return nil
        }
    }

    private mutating func respond(
        _ request: ModbusRequest, _ role: Role, _ display: Display, switched: inout [SupplySwitch]
    ) throws(ModbusException) -> ModbusResponse? {
        switch role {
        case .transformer(let meter): return try meter.answer(request, state: self.model.transformer, display: display)
        case .plain(let meter, let index):
            return try meter.answer(request, state: self.model.plainMeters[index].meter, display: display)
        case .house(let meter, let index):
            guard self.isPowered(house: index) else { return nil }
            let inside = self.relayInside[index]
            if let inside, request.isWrite { return try self.drive(inside, request, switched: &switched) }
            return try meter.answer(
                request, state: self.model.houses[index].meter, display: display, relay: inside.map { self.modules[$0] }
            )
        case .relayModule(let index): return try self.drive(index, request, switched: &switched)
        }
    }

    private mutating func drive(
        _ index: Int, _ request: ModbusRequest, switched: inout [SupplySwitch]
    ) throws(ModbusException) -> ModbusResponse {
        var moved: [SimulatedRelayModule.Switched] = []
        let response = try self.modules[index].answer(request, switched: &moved)
        for contact in moved { switched.append(self.apply(contact, unit: self.modules[index].unit)) }
        return response
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

    private mutating func add(
        _ device: Scene.Device, houses: [Scene.House], _ profiles: ProfileCatalog
    ) throws(SimulationError) {
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
        self.add(device, .relayModule(self.modules.count - 1))
    }

    /// A meter with a relay inside feeds its own house through the first channel.
    private mutating func addRelayInside(
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
        self.houseBehind[Contact(unit: device.unit, channel: channel.number)] = house
        if relay.side == .supply { self.housesCutWithMeter.insert(house) }
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

extension ModbusRequest {
    fileprivate var isWrite: Bool { [5, 6, 15, 16].contains(self.function.rawValue) }
}
