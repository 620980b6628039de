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
        /// Index in `counters`.
        case pulseCounter(Int)
    }

    /// What a relay contact keeps from flowing, by its index in the model.
    enum Supply {
        case house(Int)
        case outlet(Int)
    }

    struct Contact: Hashable, Sendable {
        let unit: UInt8
        let channel: Int
    }

    private(set) var model: NeighbourhoodModel
    private(set) var flows: FlowModel
    private(set) var stations: [Station] = []
    var modules: [SimulatedRelayModule] = []
    var counters: [SimulatedPulseCounter] = []
    /// Of the outlets, in their order, and of the main.
    private let outletMeters: [Scene.PulseMeter]
    private let mainMeter: Scene.PulseMeter?
    /// What was written to meters, by the station's index.
    private var settings: [Int: MeterSettings] = [:]
    var behind: [Contact: Supply] = [:]
    /// Index of the relay inside a house's meter, by the house's index.
    var relayInside: [Int: Int] = [:]
    /// Houses whose relay sits before the meter.
    var housesCutWithMeter: Set<Int> = []

    init(line: Scene.Line, scene: Scene, start: UTCTime, profiles: ProfileCatalog) throws(SimulationError) {
        var crowd = PlainCrowd(line: line, scene: scene)
        let plain = try crowd.roles(profiles)
        let twins = try crowd.twins(profiles)
        self.model = NeighbourhoodModel(
            line: line, events: scene.events, seed: scene.seed, start: start, utcOffsetMinutes: scene.utcOffsetMinutes,
            plainMeters: crowd.meters)
        self.flows = FlowModel(
            line: line, events: scene.events, seed: scene.seed, start: start, utcOffsetMinutes: scene.utcOffsetMinutes)
        (self.outletMeters, self.mainMeter) = (line.outlets.map(\.counter), line.main?.counter)
        if let transformer = line.transformer {
            let meter = try Self.meter(transformer.device, profiles)
            self.add(transformer.device, .transformer(meter))
        }
        for (index, house) in line.houses.enumerated() {
            let meter = try Self.meter(house.device, profiles)
            self.add(house.device, .house(meter, index))
            try self.addRelayInside(house.device, house: index, profiles)
        }
        let relays = line.houses.compactMap(\.relay) + line.outlets.compactMap(\.relay)
        for module in line.relayModules { try self.add(module.device, relays: relays, profiles) }
        for counter in line.pulseCounters { try self.add(counter, profiles) }
        for (device, meter) in plain {
            if let meter { self.add(device, meter) } else { try self.add(device, relays: relays, profiles) }
        }
        try self.connect(line.houses)
        try self.connect(line)
        for (device, meter) in twins { self.addTwin(device, meter) }
    }

    mutating func add(_ device: Scene.Device, _ role: Role) {
        self.stations.append(Station(device: device, isTwin: false, role: role))
    }

    /// The second device at an address: a meter of its own, or a module that is wired to the same contacts.
    private mutating func addTwin(_ device: Scene.Device, _ meter: Role?) {
        guard let role = meter ?? self.stations.first(where: { $0.device.unit == device.unit })?.role else { return }
        self.stations.append(Station(device: device, isTwin: true, role: role))
    }

    mutating func advance(to time: UTCTime) -> [Occurrence] {
        let occurrences = self.model.advance(to: time)
        let flows = self.flows.advance(to: time)
        return flows.isEmpty ? occurrences : (occurrences + flows).sorted { $0.time < $1.time }
    }

    /// Chain time of the next event; nil where none is left.
    var nextEvent: UTCTime? { [self.model.nextEvent, self.flows.nextEvent].compactMap { $0 }.min() }

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
        case .pulseCounter(let index): self.counters[index].firstRead
        }
    }

    /// The present state behind a meter; nil for a relay module and a pulse counter.
    func meterState(station index: Int) -> MeterState? {
        switch self.stations[index].role {
        case .transformer: self.model.transformer
        case .house(_, let house): self.model.houses[house].meter
        case .plain(_, let meter): self.model.plainMeters[meter].meter
        case .relayModule, .pulseCounter: nil
        }
    }

    /// The powered meter that a write is for; nil for reads, and for what moves relays.
    private func writtenMeter(_ station: Station, _ request: ModbusRequest) -> SimulatedMeter? {
        guard request.isWrite else { return nil }
        switch station.role {
        case .transformer(let meter), .plain(let meter, _): return meter
        case .house(let meter, let house):
            return self.relayInside[house] == nil && self.isPowered(house: house) ? meter : nil
        case .relayModule, .pulseCounter: return nil
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
        case .pulseCounter(let index):
            let counter = self.counters[index]
            return try counter.answer(request, display: display, pulses: self.pulses(at: counter.unit))
        }
    }

    /// What has come to each input of a pulse counter.
    private func pulses(at unit: UInt8) -> [Int: Int64] {
        var pulses: [Int: Int64] = [:]
        for (meter, outlet) in zip(self.outletMeters, self.flows.outlets) where meter.unit == unit {
            pulses[meter.input] = outlet.register.pulses
        }
        if let meter = self.mainMeter, meter.unit == unit { pulses[meter.input] = self.flows.main?.pulses }
        return pulses
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
        var (house, outlet): (UInt8?, SupplySwitch.Outlet?) = (nil, nil)
        switch self.behind[Contact(unit: unit, channel: contact.channel)] {
        case .house(let index)?:
            self.model.setSupply(ofHouse: index, closed: contact.isClosed)
            house = self.model.houses[index].unit
        case .outlet(let index)?:
            self.flows.setOpen(contact.isClosed, outlet: index)
            outlet = .init(counter: self.outletMeters[index].unit, input: self.outletMeters[index].input)
        case nil: break
        }
        return SupplySwitch(
            unit: unit, channel: contact.channel, isClosed: contact.isClosed, house: house, outlet: outlet)
    }

    /// A relay on the supply side of the meter leaves the meter dead when it opens.
    private func isPowered(house index: Int) -> Bool {
        self.model.houses[index].isSupplied || !self.housesCutWithMeter.contains(index)
    }

    private static func request(_ pdu: [UInt8]) throws(ModbusException) -> ModbusRequest {
        do throws(ModbusCodecError) { return try ModbusRequest(pdu: pdu) } catch { throw error.exception }
    }
}

extension ModbusRequest {
    fileprivate var isWrite: Bool { [5, 6, 15, 16].contains(self.function.rawValue) }
}
