import Foundation

/// A profile file read without the product's reader, so that a mistake there does not hide in its own mirror.
///
/// It knows the shape of the files in `profiles/` alone: one field a line, in braces.
struct RawProfile {
    struct Field {
        let keys: [String: String]
        var name: String { self.keys["name"] ?? "" }
        var address: Int { RawProfile.number(self.keys["address"]) ?? -1 }
        var table: String { self.keys["table"] ?? "" }
        var type: String { self.keys["type"] ?? "" }
        var order: String { self.keys["order"] ?? "ABCD" }
        var unit: String { self.keys["unit"] ?? "none" }
        var scale: Decimal { Decimal(string: self.keys["scale"] ?? "1") ?? 0 }
        var adds: [String] { RawProfile.list(self.keys["adds"]) }
        var registers: Int {
            switch self.type {
            case "u16", "i16", "coil": 1
            case "u32", "i32", "f32": 2
            case "u64", "i64", "f64": 4
            case "string": Int(self.keys["registers"] ?? "") ?? 0
            default: 0
            }
        }
    }

    let name: String
    let fields: [Field]
    let maximumRegisters: Int
    /// The numbers of `equals` and the texts of `begins`, by the field's name.
    let identity: [String: String]
    /// Markers for "not available", by type.
    let absent: [String: [UInt64]]

    init(_ text: String) {
        let lines = text.split(separator: "\n").map(String.init)
        func value(_ key: String) -> String? {
            lines.first { $0.hasPrefix("\(key): ") }.map { String($0.dropFirst(key.count + 2)) }
        }
        let defaults = Self.mapping(value("defaults") ?? "{}")
        self.name = value("profile") ?? ""
        self.maximumRegisters = Int(Self.mapping(value("requests") ?? "{}")["maximum_registers"] ?? "") ?? 125
        self.fields = lines.filter { $0.hasPrefix("  - {name: ") }.map { line in
            Field(keys: defaults.merging(Self.mapping(String(line.dropFirst(4)))) { $1 })
        }
        var identity: [String: String] = [:]
        for line in lines where line.hasPrefix("  - {field: ") {
            let keys = Self.mapping(String(line.dropFirst(4)))
            identity[keys["field"] ?? ""] = Self.list(keys["equals"]).first ?? keys["begins"]
        }
        self.identity = identity.compactMapValues { $0 }
        var absent = Self.mapping(value("absent") ?? "{}").mapValues(Self.patterns)
        if let start = lines.firstIndex(of: "absent:") {
            for line in lines[(start + 1)...].prefix(while: { $0.hasPrefix("  ") }) {
                let parts = line.trimmingCharacters(in: .whitespaces).components(separatedBy: ": ")
                absent[parts[0]] = Self.patterns(parts[1])
            }
        }
        self.absent = absent
    }

    static func number(_ text: String?) -> Int? {
        guard let text else { return nil }
        return text.hasPrefix("0x") ? Int(text.dropFirst(2), radix: 16) : Int(text)
    }

    static func list(_ text: String?) -> [String] {
        (text ?? "").trimmingCharacters(in: CharacterSet(charactersIn: "[]")).components(separatedBy: ", ").filter {
            !$0.isEmpty
        }
    }

    private static func patterns(_ text: String) -> [UInt64] {
        self.list(text).compactMap { UInt64($0.dropFirst(2), radix: 16) }
    }

    /// The keys of `{a: 1, b: "x, y", c: [1, 2]}`.
    private static func mapping(_ text: String) -> [String: String] {
        var keys: [String: String] = [:]
        var (depth, isQuoted, part) = (0, false, "")
        for character in text.dropFirst().dropLast() + "," {
            if character == "\"" { isQuoted.toggle() }
            if character == "[" { depth += 1 }
            if character == "]" { depth -= 1 }
            guard character == ",", depth == 0, !isQuoted else {
                part.append(character)
                continue
            }
            let pair = part.components(separatedBy: ": ")
            if pair.count > 1 {
                let value = pair.dropFirst().joined(separator: ": ").trimmingCharacters(in: .whitespaces)
                keys[pair[0].trimmingCharacters(in: .whitespaces)] = value.replacing("\"", with: "")
            }
            part = ""
        }
        return keys
    }
}
