internal import StrictYAML

extension Scene.House {
    private static let keys =
        Scene.Device.keys + ["phase", "daily_kwh", "yearly_kwh", "profile_scale", "initial_kwh", "relay"]

    /// One house, written out.
    init(_ node: YAMLNode) throws(YAMLError) {
        let fields = try YAMLFields(node, allowed: Self.keys)
        self.device = try Scene.Device(fields)
        self.phase = try fields.required("phase").integer(1...3)
        self.wattHoursPerDay = try Self.wattHoursPerDay(fields) { node throws(YAMLError) in
            try node.wattHours()
        }
        self.profileScale = try fields.number("profile_scale", 0...1.5, default: 1)
        self.initialWattHours = try fields["initial_kwh"]?.wattHours() ?? 0
        self.relay = try fields["relay"].map { value throws(YAMLError) in try Scene.Relay(value) }
    }

    /// A row of houses in one mapping: `count` houses with units and serial numbers that count up, phases in turn,
    /// values spread over a range by the seed, and relay channels taken in order from the modules listed.
    static func rows(_ node: YAMLNode, noise: SeededNoise) throws(YAMLError) -> [Scene.House] {
        let fields = try YAMLFields(
            node,
            allowed: Scene.Row.keys + [
                "profile_scale", "daily_kwh", "yearly_kwh", "initial_kwh", "relay_modules", "channels_per_module",
            ])
        let row = try Scene.Row(node, fields)
        let scale = try fields.number("profile_scale", 0...1.5, default: 1)
        let relays = try self.relays(fields, count: row.count)
        var houses: [Scene.House] = []
        for index in 0..<row.count {
            let place = Int64(index)
            houses.append(
                Scene.House(
                    device: row.device(index),
                    phase: index % 3 + 1,
                    wattHoursPerDay: try self.wattHoursPerDay(fields) { node throws(YAMLError) in
                        try node.wattHours(spread: noise.uniform(1, place))
                    },
                    profileScale: scale,
                    initialWattHours: try fields["initial_kwh"]?.wattHours(spread: noise.uniform(2, place)) ?? 0,
                    relay: relays?[index]))
        }
        return houses
    }

    private static func wattHoursPerDay(
        _ fields: YAMLFields, read: (YAMLNode) throws(YAMLError) -> Int64
    ) throws(YAMLError) -> Int64 {
        switch (fields["daily_kwh"], fields["yearly_kwh"]) {
        case (let daily?, nil): return try self.checked(read(daily), daily)
        case (nil, let yearly?): return try self.checked(read(yearly) / 365, yearly)
        default:
            throw fields.owner.error(
                "daily_kwh and yearly_kwh are both there or both missing", expected: "one of the two",
                advice: "Keep one: an average day is 2 to 9 kWh in most homes.")
        }
    }

    private static func checked(_ wattHours: Int64, _ node: YAMLNode) throws(YAMLError) -> Int64 {
        guard wattHours <= 1_000_000 else {
            throw node.error(
                "makes \(wattHours / 1000) kWh a day", expected: "at most 1000 kWh a day",
                advice: "Lower the value, or model a large consumer as several houses.")
        }
        return wattHours
    }

    private static func relays(_ fields: YAMLFields, count: Int) throws(YAMLError) -> [Scene.Relay]? {
        guard let node = fields["relay_modules"] else { return nil }
        let channels = try fields.integer("channels_per_module", 1...64, default: 8)
        var relays: [Scene.Relay] = []
        for item in try node.list(atMost: SceneLimits.relayModules) {
            let unit = UInt8(try item.integer(SceneLimits.units))
            relays += (1...channels).map { Scene.Relay(moduleUnit: unit, channel: $0, isClosed: true) }
        }
        guard relays.count >= count else {
            throw node.error(
                "\(relays.count) channels", expected: "one channel for each of \(count) houses",
                advice: "List another relay module.")
        }
        return relays
    }
}

extension Scene.Relay {
    init(_ node: YAMLNode) throws(YAMLError) {
        let fields = try YAMLFields(node, allowed: ["module", "channel", "closed"])
        self.moduleUnit = UInt8(try fields.required("module").integer(SceneLimits.units))
        self.channel = try fields.required("channel").integer(1...64)
        self.isClosed = try fields["closed"]?.boolean() ?? true
    }
}

extension YAMLNode {
    /// A value in kWh, or a range `[low, high]` of which `spread` (0 ..< 1) takes a point.
    func wattHours(spread: Double) throws(YAMLError) -> Int64 {
        guard self.isList else { return try self.wattHours() }
        let items = try self.list(atMost: 2)
        guard items.count == 2 else {
            throw self.error("\(items.count) values", expected: "one value or a range", advice: "Write [low, high].")
        }
        let (low, high) = (try items[0].wattHours(), try items[1].wattHours())
        guard low <= high else {
            throw self.error("the range goes down", expected: "[low, high]", advice: "Swap the two values.")
        }
        return low + Int64((Double(high - low) * spread).rounded())
    }
}
