internal import StrictYAML

extension ForbiddenRegisters {
    static func list(_ node: YAMLNode?, fields: [FieldEntry]) throws(YAMLError) -> [ForbiddenRegisters] {
        var list: [ForbiddenRegisters] = []
        for item in try node?.list(atMost: 64) ?? [] {
            let forbidden = try ForbiddenRegisters(item)
            if let entry = fields.first(where: { forbidden.forbids($0.field) }) {
                throw item.error(
                    "found registers of \(entry.field.name)",
                    expected: "no field that is \(forbidden.allowsReading ? "written" : "read") there",
                    advice: "Remove the field, or correct the range.")
            }
            list.append(forbidden)
        }
        return list
    }

    private init(_ node: YAMLNode) throws(YAMLError) {
        let keys = try YAMLFields(node, allowed: ["table", "address", "registers", "access", "because"])
        let table = try keys.required("table").choice(RegisterTable.self)
        let address = try keys.required("address").integer(0...0xFFFF)
        let count = try keys.integer("registers", 1...(0x1_0000 - address), default: 1)
        self.init(
            table: table, range: address..<address + count,
            allowsReading: try keys.required("access").choice([("r", true), ("none", false)]),
            reason: try keys.required("because").text(atMost: 300))
    }

    private func forbids(_ field: RegisterField) -> Bool {
        guard field.table == self.table else { return false }
        let read = Int(field.address)..<field.endAddress
        return (!self.allowsReading && self.range.overlaps(read))
            || (field.access == .readWrite && self.range.overlaps(field.valueRange))
    }
}
