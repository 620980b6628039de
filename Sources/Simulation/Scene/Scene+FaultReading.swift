internal import StrictYAML

extension Scene.DeviceFaults {
    static let keys = [
        "dead", "late", "crc", "truncated", "noise_before", "noise_after", "wrong_unit", "exception", "pause", "nan",
        "sentinel", "busy", "reboot", "max_registers", "holes", "reflections", "duplicate",
    ]

    init(_ fields: YAMLFields) throws(YAMLError) {
        self.dead = try fields["dead"].map(Scene.Chance.init(node:))
        self.late = try fields["late"].map { node throws(YAMLError) in
            try Scene.SpreadFault(node, key: "ms", 0...60_000, default: 560...2500, scale: 1_000_000)
        }
        self.crc = try fields["crc"].map(Scene.Chance.init(node:))
        self.truncated = try fields["truncated"].map(Scene.Chance.init(node:))
        self.noiseBefore = try fields["noise_before"].map(Scene.SpreadFault.init(noise:))
        self.noiseAfter = try fields["noise_after"].map(Scene.SpreadFault.init(noise:))
        self.wrongUnit = try fields["wrong_unit"].map(Scene.Chance.init(node:))
        self.exception = try fields["exception"].map(Scene.ExceptionFault.init)
        self.pause = try fields["pause"].map(Scene.PauseFault.init)
        self.nan = try fields["nan"].map(Scene.Chance.init(node:))
        self.sentinel = try fields["sentinel"].map(Scene.Chance.init(node:))
        self.busy = try fields["busy"].map { node throws(YAMLError) in
            try Scene.SpreadFault(node, key: "ms", 0...600_000, default: 200...1000, scale: 1_000_000)
        }
        self.reboot = try fields["reboot"].map(Scene.RebootFault.init)
        self.blockLimit = try fields["max_registers"].map(Scene.BlockLimit.init)
        self.holes = try fields["holes"].map(Self.holes)
        self.reflections = try fields["reflections"].map(Scene.ReflectionFault.init)
        self.duplicate = try fields["duplicate"].map(Scene.DuplicateFault.init)
    }

    private static func holes(_ node: YAMLNode) throws(YAMLError) -> [ClosedRange<UInt16>] {
        var holes: [ClosedRange<UInt16>] = []
        for item in try node.list(atMost: 1000) {
            guard item.isList else {
                let address = UInt16(try item.integer(0...0xffff))
                holes.append(address...address)
                continue
            }
            let range = try item.range(0...0xffff)
            holes.append(UInt16(range.lowerBound)...UInt16(range.upperBound))
        }
        return holes
    }
}

extension Scene.Chance {
    static let keys = ["p", "units", "from_s", "to_s"]

    /// A bare probability, or a mapping.
    init(node: YAMLNode) throws(YAMLError) {
        guard node.isMapping else {
            self.init(try node.number(0...1))
            return
        }
        try self.init(YAMLFields(node, allowed: Self.keys))
    }

    init(_ fields: YAMLFields) throws(YAMLError) {
        var units: [UInt8]?
        if let node = fields["units"] { units = try node.units() }
        self.init(
            try fields.number("p", 0...1, default: 1), units: units, window: try Self.window(fields))
    }

    static func window(_ fields: YAMLFields) throws(YAMLError) -> Range<Int64> {
        let from = Int64(try fields.number("from_s", 0...1_000_000, default: 0) * 1e9)
        guard let node = fields["to_s"] else { return from..<Int64.max }
        let to = Int64(try node.number(0...1_000_000) * 1e9)
        guard from < to else {
            throw node.error("ends before it begins", expected: "to_s after from_s", advice: "Swap the two.")
        }
        return from..<to
    }
}

extension Scene.SpreadFault {
    init(
        _ node: YAMLNode, key: String, _ limits: ClosedRange<Int>, default values: ClosedRange<Int64>, scale: Int64
    ) throws(YAMLError) {
        var range = values
        if node.isMapping {
            let fields = try YAMLFields(node, allowed: Scene.Chance.keys + [key])
            self.chance = try Scene.Chance(fields)
            if let value = fields[key] { range = try value.range(limits) }
        } else {
            self.chance = try Scene.Chance(node: node)
        }
        self.range = range.lowerBound * scale...range.upperBound * scale
    }

    init(noise node: YAMLNode) throws(YAMLError) {
        try self.init(node, key: "bytes", 1...64, default: 1...8, scale: 1)
    }
}

extension Scene.ExceptionFault {
    private static let known: [Int] = [1, 2, 3, 4, 5, 6, 10, 11]

    init(_ node: YAMLNode) throws(YAMLError) {
        var codes = Self.known
        if node.isMapping {
            let fields = try YAMLFields(node, allowed: Scene.Chance.keys + ["codes"])
            self.chance = try Scene.Chance(fields)
            if let list = fields["codes"] {
                codes = []
                for item in try list.list(atMost: 32) { codes.append(try item.integer(1...255)) }
                guard !codes.isEmpty else { throw list.count(0, expected: "at least one") }
            }
        } else {
            self.chance = try Scene.Chance(node: node)
        }
        self.codes = codes.map { UInt8($0) }
    }
}

extension Scene.PauseFault {
    init(_ node: YAMLNode) throws(YAMLError) {
        guard node.isMapping else {
            self.init(chance: try Scene.Chance(node: node), nanoseconds: 5_000_000, bytes: 8)
            return
        }
        let fields = try YAMLFields(node, allowed: Scene.Chance.keys + ["ms", "every"])
        self.init(
            chance: try Scene.Chance(fields),
            nanoseconds: Int64(try fields.number("ms", 0...1000, default: 5) * 1e6),
            bytes: try fields.integer("every", 1...255, default: 8))
    }
}

extension Scene.RebootFault {
    init(_ node: YAMLNode) throws(YAMLError) {
        guard node.isMapping else {
            self.init(chance: try Scene.Chance(node: node), silentNanoseconds: 3_000_000_000, lostMinutes: 0)
            return
        }
        let fields = try YAMLFields(node, allowed: Scene.Chance.keys + ["silent_s", "lost_minutes"])
        self.init(
            chance: try Scene.Chance(fields),
            silentNanoseconds: Int64(try fields.number("silent_s", 0...3600, default: 3) * 1e9),
            lostMinutes: Int64(try fields.integer("lost_minutes", 0...1440, default: 0)))
    }
}

extension Scene.BlockLimit {
    init(_ node: YAMLNode) throws(YAMLError) {
        guard node.isMapping else {
            self.init(registers: try node.integer(1...125), exception: 3)
            return
        }
        let fields = try YAMLFields(node, allowed: ["count", "exception"])
        self.init(
            registers: try fields.required("count").integer(1...125),
            exception: UInt8(try fields.integer("exception", 2...3, default: 3)))
    }
}

extension Scene.ReflectionFault {
    init(_ node: YAMLNode) throws(YAMLError) {
        let fields = try YAMLFields(node, allowed: Scene.Chance.keys + ["growth"])
        let chance = try Scene.Chance(fields)
        // Without a probability of its own, the first byte is safe.
        self.chance = Scene.Chance(
            fields["p"] == nil ? 0 : chance.probability, units: chance.units, window: chance.window)
        self.growth = try fields.number("growth", 0...1, default: 0.0005)
    }
}

extension Scene.DuplicateFault {
    init(_ node: YAMLNode) throws(YAMLError) {
        let fields = try YAMLFields(node, allowed: ["turnaround_ms", "serial"])
        self.serial = try fields["serial"]?.text()
        self.turnaroundNanoseconds = try fields["turnaround_ms"].map { value throws(YAMLError) in
            Int64(try value.number(0...1000) * 1e6)
        }
    }
}
