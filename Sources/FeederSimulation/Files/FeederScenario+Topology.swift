import Metering
import SeededNumbers

extension FeederScenario {
    /// The file `topology.json`: what the utility knows, with what it got wrong.
    public var topologyJSON: [UInt8] {
        var random = SplitMix64(seed: self.request.seed, part: "survey")
        let document: JSONValue = .object([
            ("scenario", .string(self.request.name)),
            ("interval_s", .integer(ReadingMaker.pollSeconds)),
            ("start", .string(self.start.description)),
            ("days", .integer(self.request.days)),
            ("timestamps", .string(self.complications.isPolled ? "polled" : "slot")),
            ("voltage_kind", .string(self.complications.averagesVoltage ? "average" : "instant")),
            ("transformer", self.transformerJSON),
            ("houses", .array(self.feeder.customers.indices.map { self.houseJSON($0) })),
            ("declared_unmetered", .array(self.feeder.unmetered.compactMap { self.lampsJSON($0) })),
            ("events", .array(self.eventsJSON)),
            ("lines", .array(self.feeder.grid.buses.dropFirst().map { self.lineJSON($0, &random) })),
        ])
        return Array((document.text() + "\n").utf8)
    }

    private var transformerJSON: JSONValue {
        let model = self.feeder.transformer
        return .object([
            ("meter_id", .string(Self.transformerID)),
            ("rated_kva", .integer(model.ratedKVA)),
            ("nominal_v", .integer(230)),
            ("accuracy_class", .string("0.5S")),
            ("ct_ratio", .string("\(model.ctPrimary)/5")),
            ("ct_class", .string("0.5")),
            ("values_are", .string("primary")),
            ("register_resolution_wh", .integer(model.resolution)),
            ("counter_modulus_wh", .integer(model.modulus)),
            ("bus", .string(self.feeder.grid.buses[0].name)),
        ])
    }

    private func houseJSON(_ number: Int) -> JSONValue {
        let (customer, meter) = (self.feeder.customers[number], self.feeder.meters[number])
        let bus = self.feeder.grid.buses[customer.bus]
        return .object([
            ("meter_id", .string(customer.id)),
            ("phase", .optional(self.label(number))),
            ("branch", .integer(bus.branch)),
            ("bus", .string(bus.name)),
            ("accuracy_class", .string(meter.accuracyClass)),
            ("register_resolution_wh", .integer(meter.resolution)),
            ("counter_modulus_wh", .integer(meter.modulus)),
            ("has_export", .boolean(customer.hasGeneration)),
        ])
    }

    /// The phase in the utility's records.
    func label(_ number: Int) -> String? {
        switch self.complications.labels[number] {
        case .right: self.feeder.customers[number].phaseName
        case .unknown: nil
        case .wrong(let phase): "L\(phase + 1)"
        }
    }

    private func lampsJSON(_ load: UnmeteredLoad) -> JSONValue? {
        guard let declared = load.declared else { return nil }
        return .object([
            ("kind", .string("street-lighting")),
            ("phase", .string("L\(load.phases[0] + 1)")),
            ("bus", .string(self.feeder.grid.buses[load.bus].name)),
            ("rated_w", .decimal(declared.watts, digits: 1)),
            ("schedule", .string("dusk-to-dawn")),
        ])
    }

    private var eventsJSON: [JSONValue] {
        self.complications.replacements.filter { $0.kind == .recorded }.sorted { $0.step < $1.step }.map {
            .object([
                ("time", .string(self.feeder.axis.time(of: $0.step).description)),
                ("meter_id", .string(self.feeder.customers[$0.customer].id)),
                ("event", .string("meter-replaced")),
                ("initial_value", .integer(Int($0.initial ?? 0))),
            ])
        }
    }

    private func lineJSON(_ bus: FeederGrid.Bus, _ random: inout SplitMix64) -> JSONValue {
        let surveyed = max(1, bus.length * random.normal(1, 0.05, in: 0.85...1.15))
        return .object([
            ("from", .string(self.feeder.grid.buses[bus.parent].name)),
            ("to", .string(bus.name)),
            ("length_m", .decimal(surveyed, digits: 1)),
            ("conductor", .string(bus.conductor.rawValue)),
        ])
    }
}
