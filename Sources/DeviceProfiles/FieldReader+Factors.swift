import Metering
internal import StrictYAML

extension FieldReader {
    /// Connects values with the registers that hold their scale or their measuring transformers' ratio.
    func withFactors(_ entries: [FieldEntry]) throws(YAMLError) -> [FieldEntry] {
        try Self.checkRoles(entries)
        var connected: [FieldEntry] = []
        for entry in entries {
            var factors: [FieldFactor] = []
            if let node = entry.scaleRegister { factors.append(try Self.scaleFactor(node, of: entry, entries)) }
            if let node = entry.secondary { factors += try Self.ratioFactors(node, of: entry, entries) }
            let addends = try entry.adds.map { node throws(YAMLError) in try Self.addends(node, of: entry, entries) }
            connected.append(try self.connected(entry, factors, addends ?? []))
        }
        return connected
    }

    private func connected(
        _ entry: FieldEntry, _ factors: [FieldFactor], _ addends: [RegisterField]
    ) throws(YAMLError) -> FieldEntry {
        let others = factors.map(\.field) + addends
        guard !others.isEmpty else { return entry }
        let field = entry.field
        guard field.type.isNumeric, field.type != .coil, field.access == .read else {
            throw entry.node.error(
                "found a part in other registers", expected: "it on a number that is only read",
                advice: "Remove scale_register, secondary and adds, or access: rw.")
        }
        guard others.allSatisfy({ $0.table == field.table }) else {
            throw entry.node.error(
                "found a part in another table", expected: "all parts in the table \(field.table.rawValue)",
                advice: "One read has to bring both; check the vendor's map.")
        }
        var entry = entry
        entry.field = RegisterField(
            name: field.name, obis: field.obis, table: field.table, address: field.valueAddress, type: field.type,
            order: field.order, scale: field.scale, unit: field.unit, absentPatterns: field.absentPatterns,
            powerFactor: field.powerFactor, access: field.access, factors: factors, addends: addends,
            role: field.role, effect: field.effect)
        guard entry.field.registerCount <= self.requests.maximumRegisters else {
            throw entry.node.error(
                "found \(entry.field.registerCount) registers from the first part to the last",
                expected: "at most requests.maximum_registers = \(self.requests.maximumRegisters), read at once",
                advice: "What lies too far apart cannot be one value; check the vendor's map.")
        }
        return entry
    }

    private static func scaleFactor(
        _ node: YAMLNode, of entry: FieldEntry, _ entries: [FieldEntry]
    ) throws(YAMLError) -> FieldFactor {
        let name = try node.text("the name of a field")
        guard let other = entries.first(where: { $0.field.name == name }) else {
            throw node.mismatch(expected: "the name of a field", advice: "Add a field for the scale register.")
        }
        guard other.field.type == .i16, other.field.scale == .one, other.field.unit == .none,
            !other.isComposed
        else {
            throw node.mismatch(
                expected: "a field of type i16 without scale and unit, which holds the power of ten",
                advice: "Change that field, or name another.")
        }
        return FieldFactor(.powerOfTen, other.field)
    }

    private static func ratioFactors(
        _ node: YAMLNode, of entry: FieldEntry, _ entries: [FieldEntry]
    ) throws(YAMLError) -> [FieldFactor] {
        var factors: [FieldFactor] = []
        var seen: [MeasuringTransformer] = []
        for item in try node.list(atMost: 2) {
            let transformer = try item.choice(MeasuringTransformer.self)
            guard !seen.contains(transformer) else { throw item.duplicate(transformer.rawValue) }
            seen.append(transformer)
            guard transformer.units.contains(entry.field.unit) else {
                throw item.mismatch(
                    expected: "a quantity that these transformers change", advice: "Check the unit of the field.")
            }
            factors += try Self.ratio(transformer, item, entries)
        }
        guard !factors.isEmpty else { throw node.count(0, expected: "ct, pt or both") }
        return factors
    }

    private static func ratio(
        _ transformer: MeasuringTransformer, _ node: YAMLNode, _ entries: [FieldEntry]
    ) throws(YAMLError) -> [FieldFactor] {
        func field(_ role: FieldRole) -> RegisterField? { entries.first { $0.field.role == role }?.field }
        let roles = transformer.roles
        if let ratio = field(roles.ratio) { return [FieldFactor(.multiplier, ratio)] }
        guard let primary = field(roles.primary), let secondary = field(roles.secondary) else {
            throw node.error(
                "found \(transformer.rawValue)",
                expected: "a field with the role \(roles.ratio.rawValue), or two with \(roles.primary.rawValue) and "
                    + roles.secondary.rawValue,
                advice: "Add the fields, or remove this.")
        }
        return [FieldFactor(.multiplier, primary), FieldFactor(.divisor, secondary)]
    }

    private static func addends(
        _ node: YAMLNode, of entry: FieldEntry, _ entries: [FieldEntry]
    ) throws(YAMLError) -> [RegisterField] {
        var addends: [RegisterField] = []
        for item in try node.list(atMost: 8) {
            let name = try item.text("the name of a field")
            guard let other = entries.first(where: { $0.field.name == name }) else {
                throw item.mismatch(expected: "the name of a field", advice: "Add a field for the part.")
            }
            guard other.field.type.isNumeric, other.field.unit == entry.field.unit, !other.isComposed else {
                throw item.mismatch(
                    expected: "a field with the same base unit and without parts in other registers",
                    advice: "Change that field, or name another.")
            }
            guard !addends.contains(other.field) else { throw item.duplicate(name) }
            addends.append(other.field)
        }
        guard !addends.isEmpty else { throw node.count(0, expected: "at least one field") }
        return addends
    }

    private static func checkRoles(_ entries: [FieldEntry]) throws(YAMLError) {
        var seen: [FieldRole] = []
        for entry in entries {
            guard let role = entry.field.role else { continue }
            guard !seen.contains(role) else { throw entry.node.duplicate("the role \(role.rawValue)") }
            seen.append(role)
            let unit = role.unit
            guard entry.field.type.isNumeric, entry.field.type != .coil, entry.field.unit == unit,
                !entry.isComposed
            else {
                throw entry.node.error(
                    "found the role \(role.rawValue)",
                    expected: "it on a number " + (unit == .none ? "without unit" : "in \(unit) or its multiples")
                        + " and without parts in other registers",
                    advice: "Set unit and type of the field.")
            }
        }
    }
}

extension FieldRole {
    /// The base unit of the register's value.
    fileprivate var unit: Metering.Unit {
        switch self {
        case .currentRatio, .voltageRatio: .none
        case .currentPrimary, .currentSecondary: .milliampere
        case .voltagePrimary, .voltageSecondary: .millivolt
        }
    }
}

extension MeasuringTransformer {
    /// What it changes.
    fileprivate var units: [Metering.Unit] {
        let powers: [Metering.Unit] = [
            .milliwatt, .millivar, .millivoltAmpere, .wattHour, .varHour, .voltAmpereHour,
        ]
        return powers + [self == .current ? .milliampere : .millivolt]
    }
}
