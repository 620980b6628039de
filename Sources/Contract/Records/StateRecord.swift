public import CanonicalCBOR
internal import Identity
public import Ledger
internal import Metering

/// One typed entry of the state: its codec and its kind, which with its number is its place in the state tree.
public protocol StateRecord: Hashable, Sendable {
    static var kind: StateKind { get }
    /// Writes the record: one array.
    func write(to writer: inout CBORWriter)
    init(_ fields: inout CBORFields) throws(CBORError)
}

/// A record that is written as a tree of values: every kind but those that all change in every block.
public protocol TreeStateRecord: StateRecord {
    var cbor: CBOR { get }
}

extension TreeStateRecord {
    public func write(to writer: inout CBORWriter) { writer.append(self.cbor) }
}

extension StateRecord {
    func entry(number: UInt32) -> StateEntry {
        StateEntry(key: StateKey(Self.kind, number), bytes: self.encoded())
    }

    /// The bytes of a state entry.
    public func encoded() -> [UInt8] {
        var writer = CBORWriter(reservingCapacity: 128)
        self.write(to: &writer)
        return writer.bytes
    }

    /// Reads a record from the bytes of a state entry.
    public init(decoding bytes: [UInt8]) throws(CBORError) {
        var fields = try CBORFields(decoding: bytes, of: "\(Self.kind)")
        try self.init(&fields)
        try fields.end()
    }
}

extension CBORFields {
    /// A time that may lie up to a day before 1970, as the local midnight of a genesis may.
    mutating func signedTime(_ name: String) throws(CBORError) -> UTCTime {
        let milliseconds = try self.integer(name)
        guard (-86_400_000...253_402_300_799_999).contains(milliseconds) else {
            throw self.refused(name, expected: "a time between 1970 and 9999", found: "\(milliseconds) ms")
        }
        return UTCTime(milliseconds: milliseconds)
    }

    /// A number that is null where there is none.
    mutating func optionalNumber(_ name: String) throws(CBORError) -> UInt32? {
        try self.optional(name) { (value: CBOR) throws(CBORError) -> UInt32 in try value.readUnsigned(UInt32.self) }
    }

    /// A digest that is null where there is none.
    mutating func optionalDigest(_ name: String) throws(CBORError) -> Digest? {
        try self.optional(name) { (value: CBOR) throws(CBORError) -> Digest in
            var fields = try CBORFields(.array([value]), of: name)
            return try fields.digest(name)
        }
    }

    /// A case of an enumeration that is null where there is none.
    mutating func optionalChoice<Choice: RawRepresentable<UInt8>>(
        _ name: String, _ type: Choice.Type = Choice.self
    ) throws(CBORError) -> Choice? {
        try self.optional(name) { (value: CBOR) throws(CBORError) -> Choice in
            var fields = try CBORFields(.array([value]), of: name)
            return try fields.choice(name)
        }
    }

    /// A nested record.
    mutating func record<Record>(
        _ name: String, _ read: (inout CBORFields) throws(CBORError) -> Record
    ) throws(CBORError) -> Record {
        var fields = try self.fields(name)
        let record = try read(&fields)
        try fields.end()
        return record
    }

    /// A nested record that is null where there is none.
    mutating func optionalRecord<Record>(
        _ name: String, _ read: (inout CBORFields) throws(CBORError) -> Record
    ) throws(CBORError) -> Record? {
        try self.optional(name) { (value: CBOR) throws(CBORError) -> Record in
            var fields = try CBORFields(value, of: name)
            let record = try read(&fields)
            try fields.end()
            return record
        }
    }
}

extension CBOR {
    static func signed(_ time: UTCTime) -> CBOR { .integer(time.milliseconds) }
    static func number(_ value: UInt32) -> CBOR { .unsigned(UInt64(value)) }
    static func choice(_ value: some RawRepresentable<UInt8>) -> CBOR { .unsigned(UInt64(value.rawValue)) }
    static func optionalNumber(_ value: UInt32?) -> CBOR { .optional(value.map(CBOR.number)) }
}
