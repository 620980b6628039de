internal import StrictYAML

extension Scene.PlainDevice {
    /// A list, written out, or one mapping for a row of `count` devices whose units and serial numbers count up.
    static func list(_ node: YAMLNode, noise: SeededNoise) throws(YAMLError) -> [Scene.PlainDevice] {
        if node.isMapping { return try self.rows(node, noise: noise) }
        var devices: [Scene.PlainDevice] = []
        for item in try node.list(atMost: SceneLimits.units.count) {
            let fields = try YAMLFields(item, allowed: Scene.Device.keys + ["daily_kwh", "initial_kwh"])
            devices.append(
                try Scene.PlainDevice(
                    Scene.Device(fields), fields, noise: noise, place: Int64(devices.count)))
        }
        return devices
    }

    private init(
        _ device: Scene.Device, _ fields: YAMLFields, noise: SeededNoise, place: Int64
    ) throws(YAMLError) {
        self.device = device
        // A consumer between a shop and a small workshop, and a register that has counted for some years.
        self.wattHoursPerDay =
            try fields["daily_kwh"]?.wattHours(spread: noise.uniform(3, place))
            ?? 4000 + Int64(noise.uniform(3, place) * 56_000)
        self.initialWattHours =
            try fields["initial_kwh"]?.wattHours(spread: noise.uniform(4, place))
            ?? 100_000 + Int64(noise.uniform(4, place) * 20_000_000)
    }

    private static func rows(_ node: YAMLNode, noise: SeededNoise) throws(YAMLError) -> [Scene.PlainDevice] {
        let fields = try YAMLFields(
            node,
            allowed: Scene.Row.keys + ["daily_kwh", "initial_kwh"] + Scene.Manner.keys)
        let row = try Scene.Row(node, fields)
        let manner = try Scene.Manner(fields)
        try fields.refuse("address", unless: row.count == 1, because: "a row has many units")
        var devices: [Scene.PlainDevice] = []
        for index in 0..<row.count {
            let device = row.device(index, manner: manner)
            devices.append(try Scene.PlainDevice(device, fields, noise: noise, place: Int64(index)))
        }
        return devices
    }
}
