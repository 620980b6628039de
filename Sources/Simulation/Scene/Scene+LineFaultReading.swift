internal import ModbusProtocol
internal import StrictYAML

extension Scene.LineFaults {
    static let keys = ["echo", "idle_noise", "second_master", "cable", "unplug"]

    init(_ fields: YAMLFields) throws(YAMLError) {
        self.echo = try fields["echo"].map(Scene.Chance.init(node:))
        self.idleNoise = try fields["idle_noise"].map(Scene.IdleNoise.init)
        self.secondMaster = try fields["second_master"].map(Scene.SecondMaster.init)
        self.cable = try fields["cable"].map(Scene.CableFault.init)
        self.unplug = try fields["unplug"].map(Scene.Unplug.init)
    }
}

extension Scene.IdleNoise {
    init(_ node: YAMLNode) throws(YAMLError) {
        let fields = try YAMLFields(node, allowed: ["every_ms", "bytes", "from_s", "to_s"])
        let every = try fields["every_ms"]?.range(1...3_600_000) ?? 200...1000
        self.interval = every.lowerBound * 1_000_000...every.upperBound * 1_000_000
        self.bytes = try fields["bytes"]?.range(1...64) ?? 1...4
        self.window = try Scene.Chance.window(fields)
    }
}

extension Scene.SecondMaster {
    private static let block = ["function", "address", "count"]
    private static let keys = ["every_ms", "units"] + Self.block + ["blocks", "listens", "from_s", "to_s"]

    init(_ node: YAMLNode) throws(YAMLError) {
        let fields = try YAMLFields(node, allowed: Self.keys)
        self.interval = Int64(try fields.integer("every_ms", 5...3_600_000, default: 1000)) * 1_000_000
        var units: [UInt8]?
        if let list = fields["units"] { units = try list.units() }
        self.units = units
        self.listens = try fields["listens"]?.boolean() ?? false
        self.window = try Scene.Chance.window(fields)
        self.requests = try Self.requests(fields)
    }

    private static func requests(_ fields: YAMLFields) throws(YAMLError) -> [ModbusRequest] {
        if let list = fields["blocks"] {
            for key in Self.block { try fields.refuse(key, unless: false, because: "blocks has them") }
            var requests: [ModbusRequest] = []
            for item in try list.list(atMost: 64) {
                requests += try Self.request(try YAMLFields(item, allowed: Self.block))
            }
            guard !requests.isEmpty else { throw list.count(0, expected: "at least one block") }
            return requests
        }
        guard fields["address"] != nil else {
            for key in ["function", "count"] { try fields.refuse(key, unless: false, because: "it needs address") }
            return []
        }
        return try Self.request(fields)
    }

    /// `function`, `address` and `count` of one block.
    private static func request(_ fields: YAMLFields) throws(YAMLError) -> [ModbusRequest] {
        let function = try fields.integer("function", 1...4, default: 4)
        let place = UInt16(try fields.required("address").integer(0...0xffff))
        let count = try fields.integer("count", 1...min(125, 0x1_0000 - Int(place)), default: 2)
        return ModbusFunction(rawValue: UInt8(function)).flatMap {
            ModbusRequest(reading: $0, address: place, count: count)
        }.map { [$0] } ?? []
    }
}

extension Scene.CableFault {
    init(_ node: YAMLNode) throws(YAMLError) {
        let fields = try YAMLFields(node, allowed: ["order", "break_after", "damage", "from_s", "to_s"])
        let order = try fields.required("order").units()
        self.order = order
        self.goodMeters = try fields.required("break_after").integer(0...order.count)
        self.damage = try fields["damage"].map { value throws(YAMLError) in try value.number(0...1) }
        self.window = try Scene.Chance.window(fields)
    }
}

extension Scene.Unplug {
    init(_ node: YAMLNode) throws(YAMLError) {
        let fields = try YAMLFields(node, allowed: ["at_s", "for_s", "every_s", "link"])
        let duration = try fields.number("for_s", 0.01...3600, default: 4)
        self.after = Int64(try fields.number("at_s", 0...1_000_000, default: 10) * 1e9)
        self.duration = Int64(duration * 1e9)
        self.interval = try fields["every_s"].map { value throws(YAMLError) in
            let seconds = try value.number(0.02...1_000_000)
            guard seconds > duration else {
                throw value.error("ends before for_s", expected: "every_s above for_s", advice: "Raise every_s.")
            }
            return Int64(seconds * 1e9)
        }
        self.link = try fields["link"]?.text()
    }
}

extension YAMLNode {
    /// One number, or `[low, high]`.
    func range(_ limits: ClosedRange<Int>) throws(YAMLError) -> ClosedRange<Int64> {
        guard self.isList else {
            let value = Int64(try self.integer(limits))
            return value...value
        }
        let items = try self.list(atMost: 2)
        guard items.count == 2 else {
            throw self.error("\(items.count) values", expected: "one value or a range", advice: "Write [low, high].")
        }
        let (low, high) = (Int64(try items[0].integer(limits)), Int64(try items[1].integer(limits)))
        guard low <= high else {
            throw self.error("the range goes down", expected: "[low, high]", advice: "Swap the two values.")
        }
        return low...high
    }

    /// A list of units with at least one, none of them twice.
    func units() throws(YAMLError) -> [UInt8] {
        var units: [UInt8] = []
        for item in try self.list(atMost: SceneLimits.units.count) {
            units.append(UInt8(try item.integer(SceneLimits.units)))
        }
        guard !units.isEmpty else { throw self.count(0, expected: "at least one unit") }
        try self.refuseRepetition(of: units.map(String.init), "unit")
        return units
    }
}
