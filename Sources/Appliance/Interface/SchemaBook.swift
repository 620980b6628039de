/// JSON schemas of types, found by letting each decode itself from nothing and noting what it asks for.
struct SchemaBook {
    private(set) var schemas: [String: JSONText] = [:]
    /// Types that could not be described whole; a test keeps them away.
    private(set) var failures: [String] = []

    /// A schema, or a reference to it where the type has a name of its own.
    mutating func reference(to type: any Decodable.Type) -> JSONText {
        let probe = SchemaProbe(self)
        let schema = probe.schema(of: type)
        self = probe.book
        return schema
    }

    fileprivate mutating func note(_ schema: JSONText, as name: String) { self.schemas[name] = schema }
    fileprivate mutating func fail(_ name: String, _ error: any Error) { self.failures.append("\(name): \(error)") }
}

/// Collects, for one type at a time, what it decodes.
final class SchemaProbe {
    var book: SchemaBook

    init(_ book: SchemaBook) { self.book = book }

    func schema(of type: any Decodable.Type) -> JSONText {
        if let simple = Self.simple(type) { return simple }
        if let choice = type as? any DescribedChoice.Type {
            return .object(["type": .string("string"), "enum": .array(choice.names.map(JSONText.string))])
        }
        if let list = type as? any ListType.Type {
            return .object(["type": .string("array"), "items": self.schema(of: list.element)])
        }
        if let map = type as? any MapType.Type {
            return .object(["type": .string("object"), "additionalProperties": self.schema(of: map.value)])
        }
        let name = "\(type)"
        if self.book.schemas[name] == nil {
            // First the name: a type that contains itself would never end.
            self.book.note(.object([:]), as: name)
            let fields = SchemaFields(self)
            do { _ = try type.init(from: SchemaDecoder(fields)) } catch { self.book.fail(name, error) }
            self.book.note(fields.schema, as: name)
        }
        return .object(["$ref": .string("#/components/schemas/\(name)")])
    }

    private static func simple(_ type: any Decodable.Type) -> JSONText? {
        switch type {
        case is String.Type: .object(["type": .string("string")])
        case is Bool.Type: .object(["type": .string("boolean")])
        case is Double.Type, is Float.Type: .object(["type": .string("number")])
        case is UInt.Type, is UInt8.Type, is UInt16.Type, is UInt32.Type, is UInt64.Type:
            .object(["type": .string("integer"), "minimum": .integer(0)])
        case is Int.Type, is Int8.Type, is Int16.Type, is Int32.Type, is Int64.Type:
            .object(["type": .string("integer")])
        default: nil
        }
    }
}

/// What a report's enumeration says of itself for its description.
protocol DescribedChoice: CaseIterable, RawRepresentable, Codable where RawValue == String {}

extension DescribedChoice {
    fileprivate static var names: [String] { self.allCases.map(\.rawValue) }
}

protocol ListType {
    static var element: any Decodable.Type { get }
    init()
}

extension Array: ListType where Element: Decodable {
    static var element: any Decodable.Type { Element.self }
}

protocol MapType {
    static var value: any Decodable.Type { get }
    init()
}

extension Dictionary: MapType where Key == String, Value: Decodable {
    static var value: any Decodable.Type { Value.self }
}

/// The fields of one object.
final class SchemaFields {
    let probe: SchemaProbe
    private var properties: [String: JSONText] = [:]
    private var required: [String] = []
    private var optional: Set<String> = []

    init(_ probe: SchemaProbe) { self.probe = probe }

    var schema: JSONText {
        var schema: [String: JSONText] = ["type": .string("object"), "properties": .object(self.properties)]
        if !self.required.isEmpty { schema["required"] = .array(self.required.sorted().map(JSONText.string)) }
        return .object(schema)
    }

    /// Somebody asks whether a field is there: it may be left out.
    func mayBeAbsent(_ key: any CodingKey) { self.optional.insert(key.stringValue) }

    func note(_ key: any CodingKey, _ type: any Decodable.Type) {
        let name = key.stringValue.snakeCase
        self.properties[name] = self.probe.schema(of: type)
        if !self.optional.contains(key.stringValue), !self.required.contains(name) { self.required.append(name) }
    }
}

extension String {
    /// As `JSONEncoder.KeyEncodingStrategy.convertToSnakeCase` writes a key: `tipAgeSeconds` as `tip_age_seconds`.
    fileprivate var snakeCase: String {
        var words: [String] = []
        var word = ""
        let characters = Array(self)
        for (index, character) in characters.enumerated() {
            let follows = index + 1 < characters.count && characters[index + 1].isLowercase
            let begins =
                character.isUppercase && index > 0 && (!characters[index - 1].isUppercase || follows)
            if begins {
                words.append(word)
                word = ""
            }
            word += character.lowercased()
        }
        return (words + [word]).joined(separator: "_")
    }
}

extension StatementEntry.Kind: DescribedChoice {}
