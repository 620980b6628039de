internal import ModbusProtocol
internal import StrictYAML

extension Scene.Line {
    static let keys = [
        "name", "link", "baud", "parity", "stop_bits", "turnaround_ms", "strict_silence", "silence", "strict_parity",
        "transformer", "houses", "relay_modules", "devices", "pulse_counters", "main", "outlets", "faults",
    ]
    private static let bauds = [1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200]

    /// - Parameter seed: spreads values that a compact list gives as a range.
    init(_ node: YAMLNode, seed: UInt64) throws(YAMLError) {
        let fields = try YAMLFields(node, allowed: Self.keys)
        let name = try fields.required("name").text()
        let noise = SeededNoise(seed: seed ^ SeededNoise.stream(name))
        self.name = name
        self.link = try fields.required("link").text()
        self.baud = try fields["baud"].map(Self.baud) ?? 9600
        self.parity = try fields["parity"]?.choice(Parity.self) ?? .none
        self.stopBits = try fields.integer("stop_bits", 1...2, default: 1)
        self.turnaroundMilliseconds = try fields.integer("turnaround_ms", 0...1000, default: 10)
        self.requiresSilence = try fields["strict_silence"]?.boolean() ?? false
        self.countsStrictCharacters =
            try fields["silence"]?.choice([("standard", false), ("strict-characters", true)]) ?? false
        self.requiresParity = try fields["strict_parity"]?.boolean() ?? false
        self.transformer = try fields["transformer"].map { value throws(YAMLError) in
            try Scene.Transformer(value)
        }
        var modules: [Scene.RelayModule] = []
        for item in try fields["relay_modules"]?.list(atMost: SceneLimits.relayModules) ?? [] {
            modules.append(try Scene.RelayModule(item))
        }
        self.relayModules = modules
        self.houses =
            try fields["houses"].map { value throws(YAMLError) in
                try Self.houses(value, noise: noise)
            } ?? []
        self.plainDevices =
            try fields["devices"].map { value throws(YAMLError) in
                try Scene.PlainDevice.list(value, noise: noise)
            } ?? []
        self.pulseCounters = try Self.list(fields["pulse_counters"]) { item throws(YAMLError) in
            try Scene.PulseCounter(item)
        }
        self.main = try fields["main"].map { value throws(YAMLError) in try Scene.Main(value) }
        self.outlets = try Self.list(fields["outlets"]) { item throws(YAMLError) in try Scene.Outlet(item) }
        let faults = try fields["faults"].map { value throws(YAMLError) in
            try YAMLFields(value, allowed: Scene.DeviceFaults.keys + Scene.LineFaults.keys)
        }
        self.deviceFaults = try faults.map(Scene.DeviceFaults.init) ?? Scene.DeviceFaults()
        self.faults = try faults.map(Scene.LineFaults.init) ?? Scene.LineFaults()
        self.location = node.location
    }

    /// A bit rate that meters can be set to.
    static func baud(_ node: YAMLNode) throws(YAMLError) -> Int {
        let baud = try node.integer(1...1_000_000)
        guard self.bauds.contains(baud) else {
            throw node.error(
                "found `\(baud)`", expected: "one of \(self.bauds.map(String.init).joined(separator: ", "))",
                advice: "Choose the rate that the meters are set to.")
        }
        return baud
    }

    private static func list<Item>(
        _ node: YAMLNode?, _ read: (YAMLNode) throws(YAMLError) -> Item
    ) throws(YAMLError) -> [Item] {
        var items: [Item] = []
        for item in try node?.list(atMost: SceneLimits.outlets) ?? [] { items.append(try read(item)) }
        return items
    }

    private static func houses(_ node: YAMLNode, noise: SeededNoise) throws(YAMLError) -> [Scene.House] {
        if node.isMapping { return try Scene.House.rows(node, noise: noise) }
        var houses: [Scene.House] = []
        for item in try node.list(atMost: SceneLimits.units.count) { houses.append(try Scene.House(item)) }
        return houses
    }
}
