public import CanonicalCBOR
public import Identity
public import Metering

/// Field kinds that the ledger's records share.
extension CBORFields {
    /// The error of a field whose value has the right form and breaks a rule of the record.
    public func refused(_ field: String, expected: String, found: String) -> CBORError {
        // Any failing read names the record that is being read.
        var probe = self
        do throws(CBORError) {
            try probe.read(field) { (_) throws(CBORError) in throw CBORError.mismatch(expected: expected, found: found)
            }
            return .mismatch(expected: expected, found: found)
        } catch {
            return CBORError(.mismatch(expected: expected, found: found), of: error.what, field: field)
        }
    }

    /// A label: 1 to 64 bytes of UTF-8.
    public mutating func label(_ name: String) throws(CBORError) -> String {
        let text = try self.text(name, atMost: 64)
        guard !text.isEmpty else { throw self.refused(name, expected: "a label of 1 to 64 bytes", found: "empty text") }
        return text
    }

    public mutating func time(_ name: String) throws(CBORError) -> UTCTime {
        let milliseconds = try self.integer(name)
        // 9999-12-31T23:59:59.999Z: later times cannot be written, and sums with durations stay inside Int64.
        guard (0...253_402_300_799_999).contains(milliseconds) else {
            throw self.refused(name, expected: "a time between 1970 and 9999", found: "\(milliseconds) ms")
        }
        return UTCTime(milliseconds: milliseconds)
    }

    public mutating func identifier<ID: ChainIdentifier>(_ name: String, _ type: ID.Type = ID.self)
        throws(CBORError) -> ID
    { ID(try self.uint32(name)) }

    public mutating func roles(_ name: String) throws(CBORError) -> Roles {
        let roles = Roles(rawValue: try self.uint32(name))
        guard Roles.all.isSuperset(of: roles) else {
            throw self.refused(name, expected: "known roles", found: "bits \(roles.rawValue)")
        }
        return roles
    }

    /// A case of an enumeration with an integer raw value.
    public mutating func choice<Choice: RawRepresentable<UInt8>>(_ name: String, _ type: Choice.Type = Choice.self)
        throws(CBORError) -> Choice
    {
        let raw = try self.uint8(name)
        guard let choice = Choice(rawValue: raw) else {
            throw self.refused(name, expected: "a known \(Choice.self)", found: "\(raw)")
        }
        return choice
    }

    public mutating func obis(_ name: String) throws(CBORError) -> ObisCode {
        let packed = try self.unsigned(name)
        guard let code = ObisCode(packed: packed) else {
            throw self.refused(name, expected: "an OBIS code in 40 bits", found: "\(packed)")
        }
        return code
    }

    /// A list whose items are read one by one.
    public mutating func list<Item>(
        _ name: String, atMost limit: Int, _ read: (inout CBORFields) throws(CBORError) -> Item
    ) throws(CBORError) -> [Item] {
        var items: [Item] = []
        for value in try self.array(name, atMost: limit) {
            var fields = try CBORFields(value, of: name)
            items.append(try read(&fields))
            try fields.end()
        }
        return items
    }

    /// A time that is null where there is none.
    public mutating func optionalTime(_ name: String) throws(CBORError) -> UTCTime? {
        try self.optional(name) { (value: CBOR) throws(CBORError) -> UTCTime in
            var fields = try CBORFields(.array([value]), of: name)
            return try fields.time(name)
        }
    }

    /// A number that is null where there is none.
    public mutating func optionalIdentifier<ID: ChainIdentifier>(_ name: String, _ type: ID.Type = ID.self)
        throws(CBORError) -> ID?
    {
        try self.optional(name) { (value: CBOR) throws(CBORError) -> ID in
            var fields = try CBORFields(.array([value]), of: name)
            return ID(try fields.uint32(name))
        }
    }
}

extension CBOR {
    public static func time(_ time: UTCTime) -> CBOR { .integer(time.milliseconds) }
    public static func optionalTime(_ time: UTCTime?) -> CBOR { .optional(time.map(CBOR.time)) }
    public static func identifier(_ identifier: some ChainIdentifier) -> CBOR { .unsigned(UInt64(identifier.number)) }
    public static func digest(_ digest: Digest) -> CBOR { .bytes(digest.bytes) }
}
