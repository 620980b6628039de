import Metering
internal import StrictYAML

/// Reads the `fields` of a profile, under the profile's defaults.
struct FieldReader {
    private var table: RegisterTable?
    private var typeName: String?
    private var order = WordOrder.abcd
    private var absent: [String: [UInt64]] = [:]
    let requests: RequestLimits

    private static let maximumFields = 1000
    private static let keys = [
        "name", "obis", "table", "address", "type", "registers", "first_bit", "bits", "order", "scale", "unit",
        "absent", "power_factor", "access", "effect", "scale_register", "role", "secondary",
        "adds", "input",
    ]
    private static let typeNames = RegisterType.plain.map(\.name) + ["string", "bits"]

    init(defaults: YAMLNode?, absent: YAMLNode?, requests: RequestLimits) throws(YAMLError) {
        self.requests = requests
        if let defaults {
            let keys = try YAMLFields(defaults, allowed: ["table", "type", "order"])
            self.table = try keys["table"]?.choice(RegisterTable.self)
            self.typeName = try keys["type"]?.choice(among: Self.typeNames)
            self.order = try keys["order"]?.choice(WordOrder.self) ?? .abcd
        }
        guard let absent else { return }
        let keys = try YAMLFields(absent, allowed: RegisterType.plain.map(\.name))
        for (name, type) in RegisterType.plain {
            guard let node = keys[name] else { continue }
            self.absent[name] = try Self.patterns(node, type: type)
        }
    }

    func fields(_ node: YAMLNode?) throws(YAMLError) -> [FieldEntry] {
        var entries: [FieldEntry] = []
        for item in try node?.list(atMost: Self.maximumFields) ?? [] {
            let entry = try self.field(item)
            if entries.contains(where: { $0.field.name == entry.field.name }) {
                throw item.duplicate("the field \(entry.field.name)")
            }
            if let obis = entry.field.obis, entries.contains(where: { $0.field.obis == obis }) {
                throw item.duplicate("the OBIS code \(obis)")
            }
            if let input = entry.field.pulseInput, entries.contains(where: { $0.field.pulseInput == input }) {
                throw item.duplicate("the input \(input)")
            }
            if let other = entries.first(where: { Self.collide($0.field, entry.field) }) {
                throw item.error(
                    "found address \(entry.field.address)",
                    expected: "registers of its own, but \(other.field.name) has them too",
                    advice: "Check address and type of both.")
            }
            entries.append(entry)
        }
        return try self.withFactors(entries)
    }

    /// Two fields may share a register only where both are bits of it.
    private static func collide(_ left: RegisterField, _ right: RegisterField) -> Bool {
        guard left.table == right.table, left.valueRange.overlaps(right.valueRange) else { return false }
        if case .bits = left.type, case .bits = right.type { return false }
        return true
    }

    private func field(_ node: YAMLNode) throws(YAMLError) -> FieldEntry {
        let keys = try YAMLFields(node, allowed: Self.keys)
        let type = try self.type(keys)
        let table = try self.table(keys, type: type)
        let unitNode = keys["unit"]
        let fileUnit = try unitNode?.fileUnit() ?? .none
        let scale = try self.scale(keys, fileUnit: fileUnit, type: type)
        let powerFactor = try keys["power_factor"]?.choice(PowerFactorEncoding.self) ?? .plain
        if powerFactor != .plain, fileUnit.unit != .powerFactor {
            throw node.error(
                "found power_factor", expected: "the unit pf beside it", advice: "Set unit: pf or remove the key.")
        }
        let field = RegisterField(
            name: try keys.required("name").name(
                allowing: "._", expected: "a name of lower-case letters, digits, points and underscores"),
            obis: try keys["obis"]?.obis(), table: table, address: try self.address(keys, type: type),
            type: type.type, order: try keys["order"]?.choice(WordOrder.self) ?? self.order, scale: scale,
            unit: fileUnit.unit, absentPatterns: try self.absentPatterns(keys, type: type), powerFactor: powerFactor,
            access: try keys["access"]?.choice(RegisterAccess.self) ?? .read,
            role: try keys["role"]?.choice(FieldRole.self), effect: try self.effect(keys),
            pulseInput: try self.pulseInput(keys, type: type))
        return FieldEntry(
            field: field, fileUnit: fileUnit, node: node, scaleRegister: keys["scale_register"],
            secondary: keys["secondary"], adds: keys["adds"])
    }

    private func effect(_ keys: YAMLFields) throws(YAMLError) -> WriteEffect? {
        let isWritable = try keys["access"]?.choice(RegisterAccess.self) == .readWrite
        try keys.refuse("effect", unless: isWritable, because: "only a field with access: rw is written")
        return try keys["effect"]?.choice(WriteEffect.self)
    }

    /// What a pulse is worth is the meter's matter, so a counter of pulses has no unit and no code of its own.
    private func pulseInput(_ keys: YAMLFields, type: NamedType) throws(YAMLError) -> Int? {
        guard let node = keys["input"] else { return nil }
        for key in ["obis", "unit", "scale", "scale_register", "secondary", "adds", "role"] {
            try keys.refuse(key, unless: false, because: "a pulse is worth what the meter at the input says")
        }
        guard type.type == .u16 || type.type == .u32 else {
            throw node.error(
                "found input with the type \(type.name)", expected: "the type u16 or u32 beside it",
                advice: "A counter of pulses counts up from 0; check the vendor's map.")
        }
        return try node.integer(1...64)
    }

    private struct NamedType {
        let name: String
        let type: RegisterType
    }

    private func type(_ keys: YAMLFields) throws(YAMLError) -> NamedType {
        let name: String
        if let node = keys["type"] {
            name = try node.choice(among: Self.typeNames)
        } else if let typeName {
            name = typeName
        } else {
            throw keys.missing("type")
        }
        let type: RegisterType
        switch name {
        case "string": type = .string(registers: try keys.required("registers").integer(1...60))
        case "bits":
            let first = try keys.required("first_bit").integer(0...15)
            type = .bits(first: first, count: try keys.required("bits").integer(1...(16 - first)))
        default: type = RegisterType.plain.first { $0.name == name }?.type ?? .u16
        }
        try keys.refuse("registers", unless: name == "string", because: "only the type string has it")
        try keys.refuse("first_bit", unless: name == "bits", because: "only the type bits has it")
        try keys.refuse("bits", unless: name == "bits", because: "only the type bits has it")
        guard type.registerCount <= self.requests.maximumRegisters else {
            throw keys.owner.error(
                "found \(type.registerCount) registers",
                expected: "at most requests.maximum_registers = \(self.requests.maximumRegisters)",
                advice: "Check both.")
        }
        return NamedType(name: name, type: type)
    }

    private func table(_ keys: YAMLFields, type: NamedType) throws(YAMLError) -> RegisterTable {
        let table: RegisterTable
        if let node = keys["table"] {
            table = try node.choice(RegisterTable.self)
        } else if let common = self.table {
            table = common
        } else {
            throw keys.missing("table")
        }
        guard table.holdsBits == (type.type == .coil) else {
            throw keys.owner.error(
                "found type \(type.name) in table \(table.rawValue)",
                expected: "type coil in the tables coil and discrete, and nowhere else", advice: "Change one of them.")
        }
        return table
    }

    private func address(_ keys: YAMLFields, type: NamedType) throws(YAMLError) -> UInt16 {
        let node = try keys.required("address")
        let address = try node.integer(0...(0x1_0000 - type.type.registerCount))
        guard address.isMultiple(of: self.requests.alignment) else {
            throw node.mismatch(
                expected: "a multiple of requests.alignment = \(self.requests.alignment)",
                advice: "Check whether the vendor counts registers from 1.")
        }
        return UInt16(address)
    }

    private func scale(_ keys: YAMLFields, fileUnit: FileUnit, type: NamedType) throws(YAMLError) -> Scale {
        try keys.refuse("scale", unless: type.type.isNumeric && type.type != .coil, because: "it has no scale")
        try keys.refuse("unit", unless: type.type.isNumeric && type.type != .coil, because: "it has no unit")
        guard let node = keys["scale"] else {
            return Scale(numerator: Int128(fileUnit.multiplier), denominator: 1) ?? .one
        }
        return try node.scale(multiplier: fileUnit.multiplier)
    }

    private func absentPatterns(_ keys: YAMLFields, type: NamedType) throws(YAMLError) -> [UInt64] {
        try keys.refuse("absent", unless: type.type.isNumeric, because: "empty text is absent by itself")
        guard let node = keys["absent"] else { return self.absent[type.name] ?? [] }
        return try Self.patterns(node, type: type.type)
    }

    private static func patterns(_ node: YAMLNode, type: RegisterType) throws(YAMLError) -> [UInt64] {
        var patterns: [UInt64] = []
        let limit = UInt64.max >> UInt64(64 - 16 * type.registerCount)
        for item in try node.list(atMost: 16) { patterns.append(try item.pattern(atMost: limit)) }
        return patterns
    }
}
