internal import FeederSimulation
internal import ModbusProtocol
internal import StrictYAML

extension Scene.Device {
    static let keys = ["unit", "profile", "serial"] + Scene.Manner.keys

    init(_ fields: YAMLFields) throws(YAMLError) {
        self.unit = UInt8(try fields.required("unit").integer(SceneLimits.units))
        self.profile = try fields.required("profile").text()
        self.serial = try fields["serial"]?.text()
        self.manner = try Scene.Manner(fields)
        self.location = fields.owner.location
    }
}

extension Scene.Manner {
    static let keys = ["turnaround_ms", "jitter_ms", "baud", "parity", "stop_bits", "address", "faults"]

    init(_ fields: YAMLFields) throws(YAMLError) {
        self.turnaroundMilliseconds = try fields["turnaround_ms"]?.integer(0...1000)
        self.jitterMilliseconds = try fields.integer("jitter_ms", 0...1000, default: 0)
        self.baud = try fields["baud"].map { value throws(YAMLError) in try Scene.Line.baud(value) }
        self.parity = try fields["parity"]?.choice(Parity.self)
        self.stopBits = try fields["stop_bits"]?.integer(1...2)
        self.address = try fields["address"].map { value throws(YAMLError) in
            UInt8(try value.integer(SceneLimits.units))
        }
        self.faults =
            try fields["faults"].map { value throws(YAMLError) in
                try Scene.DeviceFaults(YAMLFields(value, allowed: Scene.DeviceFaults.keys))
            } ?? Scene.DeviceFaults()
    }
}

extension Scene.RelayModule {
    init(_ node: YAMLNode) throws(YAMLError) {
        self.device = try Scene.Device(YAMLFields(node, allowed: Scene.Device.keys))
    }
}

extension Scene.Transformer {
    private static let keys =
        Scene.Device.keys + ["initial_kwh", "resistance_ohm", "load_loss", "no_load_loss_w", "nominal_v", "street"]

    init(_ node: YAMLNode) throws(YAMLError) {
        let fields = try YAMLFields(node, allowed: Self.keys)
        let nominalVolts = try fields.number("nominal_v", 80...300, default: 230)
        self.device = try Scene.Device(fields)
        self.initialWattHours = try fields["initial_kwh"]?.wattHours() ?? 0
        self.noLoadMilliwatts = Int64(try fields.number("no_load_loss_w", 0...100_000, default: 0) * 1000)
        self.nominalVolts = nominalVolts
        self.resistanceOhms = try Self.resistance(fields, nominalVolts: nominalVolts)
        self.street = try fields["street"].map { value throws(YAMLError) in
            guard fields["resistance_ohm"] == nil, fields["load_loss"] == nil else {
                throw value.error(
                    "is given together with resistance_ohm or load_loss", expected: "one of the three",
                    advice: "Remove the others: the cable has its own losses.")
            }
            return try Scene.Street(value)
        }
    }

    private static func resistance(_ fields: YAMLFields, nominalVolts: Double) throws(YAMLError) -> [Double] {
        if let rating = fields["load_loss"] {
            guard fields["resistance_ohm"] == nil else {
                throw rating.error(
                    "is given together with resistance_ohm", expected: "one of the two",
                    advice: "Remove load_loss or resistance_ohm.")
            }
            return Array(repeating: try self.resistance(rating: rating, nominalVolts: nominalVolts), count: 3)
        }
        guard let node = fields["resistance_ohm"] else { return [0, 0, 0] }
        guard node.isList else { return Array(repeating: try node.number(0...10), count: 3) }
        let items = try node.list(atMost: 3)
        guard items.count == 3 else {
            throw node.error(
                "\(items.count) values", expected: "one value or three", advice: "Give L1, L2 and L3 in ohms.")
        }
        var ohms: [Double] = []
        for item in items { ohms.append(try item.number(0...10)) }
        return ohms
    }

    /// The loss coefficient of a nameplate: so many watts lost at so many kilowatts, all three phases loaded alike.
    private static func resistance(rating node: YAMLNode, nominalVolts: Double) throws(YAMLError) -> Double {
        let fields = try YAMLFields(node, allowed: ["watts", "at_kw"])
        let watts = try fields.required("watts").number(0...100_000)
        let kilowatts = try fields.required("at_kw").number(0.1...10_000)
        let amperes = kilowatts * 1000 / 3 / nominalVolts
        let ohms = watts / 3 / (amperes * amperes)
        guard ohms <= 10 else {
            throw node.error(
                "makes \(ohms) Ω a phase", expected: "at most 10 Ω", advice: "Lower watts or raise at_kw.")
        }
        return ohms
    }
}

extension Scene.Street {
    init(_ node: YAMLNode) throws(YAMLError) {
        let fields = try YAMLFields(node, allowed: ["conductor", "span_m"])
        self.conductor = try fields.required("conductor").choice(Conductor.self)
        self.spanMetres = try fields.required("span_m").number(0.1...1000)
    }
}

extension YAMLNode {
    /// A register's value in kWh, to the watt-hour.
    func wattHours() throws(YAMLError) -> Int64 {
        Int64((try self.number(0...Double(SceneLimits.wattHours / 1000)) * 1000).rounded())
    }
}
