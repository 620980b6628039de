/// Lets a type decode itself from nothing: every field is there, is empty, and is noted.
struct SchemaDecoder: Decoder {
    let fields: SchemaFields
    let codingPath: [any CodingKey] = []
    let userInfo: [CodingUserInfoKey: Any] = [:]

    init(_ fields: SchemaFields) { self.fields = fields }

    func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedDecodingContainer<Key> {
        KeyedDecodingContainer(SchemaContainer(fields: self.fields))
    }

    func unkeyedContainer() throws -> any UnkeyedDecodingContainer { throw SchemaProblem.noFields }
    func singleValueContainer() throws -> any SingleValueDecodingContainer { throw SchemaProblem.noFields }
}

/// What a schema cannot be made of.
enum SchemaProblem: Error {
    case noFields
    case nested
    case noCase
}

private struct SchemaContainer<Key: CodingKey>: KeyedDecodingContainerProtocol {
    let fields: SchemaFields
    let codingPath: [any CodingKey] = []
    let allKeys: [Key] = []

    func contains(_ key: Key) -> Bool {
        self.fields.mayBeAbsent(key)
        return true
    }

    func decodeNil(forKey key: Key) -> Bool { false }

    func decode(_ type: Bool.Type, forKey key: Key) -> Bool { self.noted(key, false) }
    func decode(_ type: String.Type, forKey key: Key) -> String { self.noted(key, "") }
    func decode(_ type: Double.Type, forKey key: Key) -> Double { self.noted(key, 0) }
    func decode(_ type: Float.Type, forKey key: Key) -> Float { self.noted(key, 0) }
    func decode(_ type: Int.Type, forKey key: Key) -> Int { self.noted(key, 0) }
    func decode(_ type: Int8.Type, forKey key: Key) -> Int8 { self.noted(key, 0) }
    func decode(_ type: Int16.Type, forKey key: Key) -> Int16 { self.noted(key, 0) }
    func decode(_ type: Int32.Type, forKey key: Key) -> Int32 { self.noted(key, 0) }
    func decode(_ type: Int64.Type, forKey key: Key) -> Int64 { self.noted(key, 0) }
    func decode(_ type: UInt.Type, forKey key: Key) -> UInt { self.noted(key, 0) }
    func decode(_ type: UInt8.Type, forKey key: Key) -> UInt8 { self.noted(key, 0) }
    func decode(_ type: UInt16.Type, forKey key: Key) -> UInt16 { self.noted(key, 0) }
    func decode(_ type: UInt32.Type, forKey key: Key) -> UInt32 { self.noted(key, 0) }
    func decode(_ type: UInt64.Type, forKey key: Key) -> UInt64 { self.noted(key, 0) }

    func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value {
        self.fields.note(key, type)
        if let choice = type as? any DescribedChoice.Type {
            guard let first = Self.first(of: choice) as? Value else { throw SchemaProblem.noCase }
            return first
        }
        if let list = type as? any ListType.Type, let empty = list.init() as? Value { return empty }
        if let map = type as? any MapType.Type, let empty = map.init() as? Value { return empty }
        // Its own fields are noted where it is described.
        return try Value(from: SchemaDecoder(SchemaFields(self.fields.probe)))
    }

    private static func first<Choice: DescribedChoice>(of choice: Choice.Type) -> Any? { choice.allCases.first }

    private func noted<Value: Decodable>(_ key: Key, _ value: Value) -> Value {
        self.fields.note(key, Value.self)
        return value
    }

    func nestedContainer<Nested: CodingKey>(
        keyedBy type: Nested.Type, forKey key: Key
    ) throws -> KeyedDecodingContainer<Nested> { throw SchemaProblem.nested }

    func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer { throw SchemaProblem.nested }
    func superDecoder() throws -> any Decoder { throw SchemaProblem.nested }
    func superDecoder(forKey key: Key) throws -> any Decoder { throw SchemaProblem.nested }
}
