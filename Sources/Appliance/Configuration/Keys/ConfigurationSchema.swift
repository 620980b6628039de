/// The JSON Schema (draft 2020-12) of `box.yaml`, for editors.
public enum ConfigurationSchema {
    /// The schema as JSON text.
    ///
    /// - Throws: never in practice: what is encoded are texts and finite numbers of the catalogue.
    public static func text() throws -> String {
        guard case .object(var root) = self.mapping("") else { return "" }
        root["$schema"] = .string("https://json-schema.org/draft/2020-12/schema")
        root["title"] = .string("GridTally box.yaml")
        root["description"] = .string("What one box is told: who it is, whom it talks to and what hangs on its lines.")
        return try SchemaValue.object(root).text()
    }

    private static func mapping(_ path: String) -> SchemaValue {
        let keys = ConfigurationCatalog.keys(in: path)
        let properties = keys.map { ($0.name, self.property($0)) }
        let rules = ConfigurationCatalog.rules.filter { $0.parent == path }.map(self.condition)
        var node: [String: SchemaValue] = [
            "type": .string("object"), "additionalProperties": .boolean(false),
            "properties": .object(Dictionary(uniqueKeysWithValues: properties)),
        ]
        let required = keys.filter(\.isRequired).map(\.name)
        if !required.isEmpty { node["required"] = .strings(required) }
        if !rules.isEmpty { node["allOf"] = .array(rules) }
        return .object(node)
    }

    private static func property(_ key: ConfigurationKey) -> SchemaValue {
        guard case .object(var node) = self.value(key.kind, key.path) else { return .object([:]) }
        let change =
            switch key.change {
            case .applied: "A reload takes a change over."
            case .restart: "A change is in force after a restart."
            }
        node["description"] = .string("\(key.text) \(change)")
        if case .value(let text) = key.absence { node["default"] = self.scalar(text, key.kind) }
        return .object(node)
    }

    private static func scalar(_ text: String, _ kind: ConfigurationKind) -> SchemaValue {
        switch kind {
        case .integer: Int(text).map { .integer($0) } ?? .string(text)
        case .number, .decimal: Double(text).map { .number($0) } ?? .string(text)
        case .boolean: .boolean(text == "true")
        case .either(let kinds): kinds.first.map { self.scalar(text, $0) } ?? .string(text)
        default: .string(text)
        }
    }

    private static func value(_ kind: ConfigurationKind, _ path: String) -> SchemaValue {
        switch kind {
        case .mapping: self.mapping(path)
        case .list(let item, let limit):
            .object([
                "type": .string("array"), "maxItems": .integer(limit), "items": self.value(item, path + "[]"),
            ])
        // Names and paths may look like numbers.
        case .text, .path:
            .object([
                "type": .strings(["string", "number"]), "minLength": .integer(1), "maxLength": .integer(200),
            ])
        case .integer(let range):
            .object([
                "type": .string("integer"), "minimum": .integer(range.lowerBound),
                "maximum": .integer(range.upperBound),
            ])
        case .number(let range):
            .object([
                "type": .string("number"), "minimum": .number(range.lowerBound), "maximum": .number(range.upperBound),
            ])
        case .decimal(let limit):
            .object(
                ["type": .string("number"), "exclusiveMinimum": .integer(0)]
                    .merging(limit.map { ["maximum": .integer($0)] } ?? [:]) { $1 })
        case .duration: self.pattern("^(?=[0-9])([0-9]+d)?([0-9]+h)?([0-9]+m)?([0-9]+s)?$")
        case .wait: self.pattern("^(1m|0m)?0*(0|[1-9]|[1-5][0-9])s$|^60s$|^[01]m$")
        case .boolean: .object(["type": .string("boolean")])
        case .choice(let names): .object(["enum": .strings(names)])
        case .time: self.pattern("^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9:.]+([Zz]|[+-][0-9]{2}:[0-9]{2})$")
        case .utcOffset: self.pattern("^[+-](0[0-9]|1[0-4]):[0-5][0-9]$")
        case .hexadecimal(let digits): self.hexadecimal(digits)
        case .either(let kinds): .object(["anyOf": .array(kinds.map { self.value($0, path) })])
        }
    }

    private static func pattern(_ text: String) -> SchemaValue {
        .object(["type": .string("string"), "pattern": .string(text)])
    }

    /// Four digits without quotes are a number to YAML.
    private static func hexadecimal(_ digits: Int) -> SchemaValue {
        guard digits == 4 else { return self.pattern("^[0-9A-Fa-f]{\(digits)}$") }
        return .object([
            "type": .strings(["string", "integer"]), "pattern": .string("^(0x)?[0-9A-Fa-f]{4}$"),
            "minimum": .integer(0), "maximum": .integer(9999),
        ])
    }

    private static func condition(_ rule: ConfigurationRule) -> SchemaValue {
        func has(_ name: String) -> SchemaValue { .object(["required": .strings([name])]) }
        switch rule {
        case .exactlyOne(_, let names): return .object(["oneOf": .array(names.map(has))])
        case .atLeastOne(_, let names): return .object(["anyOf": .array(names.map(has))])
        case .excludes(_, let key, let others):
            let none = SchemaValue.object(["not": .object(["anyOf": .array(others.map(has))])])
            return .object(["if": has(key), "then": none])
        }
    }
}
