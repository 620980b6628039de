/// Reads an array field by field, in order.
///
/// ```swift
/// var fields = try CBORFields(value, of: "Payment")
/// let account = try fields.uint32("account")
/// let reference = try fields.text("reference", atMost: 40)
/// try fields.end()
/// ```
/// After an error the reader stands where it was.
public struct CBORFields {
    /// The number of elements that `array(_:atMost:)` accepts unless told otherwise.
    public static let standardArrayLimit = 65_536

    private let what: String
    private let elements: [CBOR]
    private var next = 0

    /// - Parameter what: the name of the record, for errors.
    public init(_ value: CBOR, of what: String) throws(CBORError) {
        guard case .array(let elements) = value else {
            throw CBORError(.mismatch(expected: "array of fields", found: value.kind.rawValue), of: what)
        }
        self.what = what
        self.elements = elements
    }

    /// Decodes `bytes` and reads the array in them.
    public init(
        decoding bytes: [UInt8], of what: String, limits: CBORLimits = .standard
    ) throws(CBORError) {
        let value: CBOR
        do throws(CBORError) {
            value = try CBOR(decoding: bytes, limits: limits)
        } catch {
            throw error.placed(in: what)
        }
        try self.init(value, of: what)
    }

    /// Fields that were not read yet.
    public var remaining: Int { self.elements.count - self.next }

    /// Makes sure that nothing is left.
    public func end() throws(CBORError) {
        guard self.remaining == 0 else { throw CBORError(.surplusFields(self.remaining), of: self.what) }
    }

    /// Reads the next field by `read`, whose errors get this field's name.
    public mutating func read<T>(
        _ name: String, _ read: (CBOR) throws(CBORError) -> T
    ) throws(CBORError) -> T {
        guard self.next < self.elements.count else { throw CBORError(.missingField, of: self.what, field: name) }
        do throws(CBORError) {
            let result = try read(self.elements[self.next])
            self.next += 1
            return result
        } catch {
            throw error.placed(in: self.what, field: name)
        }
    }
}

extension CBORFields {
    public mutating func unsigned(_ name: String) throws(CBORError) -> UInt64 {
        try self.read(name) { value throws(CBORError) in try value.readUnsigned() }
    }

    public mutating func uint32(_ name: String) throws(CBORError) -> UInt32 {
        try self.read(name) { value throws(CBORError) in try value.readUnsigned(UInt32.self) }
    }

    public mutating func uint16(_ name: String) throws(CBORError) -> UInt16 {
        try self.read(name) { value throws(CBORError) in try value.readUnsigned(UInt16.self) }
    }

    public mutating func uint8(_ name: String) throws(CBORError) -> UInt8 {
        try self.read(name) { value throws(CBORError) in try value.readUnsigned(UInt8.self) }
    }

    /// A signed integer of 64 bits.
    public mutating func integer(_ name: String) throws(CBORError) -> Int64 {
        try self.read(name) { value throws(CBORError) in try value.readInteger() }
    }

    public mutating func boolean(_ name: String) throws(CBORError) -> Bool {
        try self.read(name) { value throws(CBORError) in try value.readBoolean() }
    }

    /// A byte string of exactly `count` bytes, or of any length up to `limit`.
    public mutating func bytes(
        _ name: String, count: Int? = nil, atMost limit: Int = CBORLimits.standard.bytes
    ) throws(CBORError) -> [UInt8] {
        try self.read(name) { value throws(CBORError) in try value.readBytes(count: count, atMost: limit) }
    }

    /// Text of at most `limit` UTF-8 bytes.
    public mutating func text(_ name: String, atMost limit: Int = 200) throws(CBORError) -> String {
        try self.read(name) { value throws(CBORError) in try value.readText(atMost: limit) }
    }

    /// An array of at most `limit` elements.
    public mutating func array(
        _ name: String, atMost limit: Int = CBORFields.standardArrayLimit
    ) throws(CBORError) -> [CBOR] {
        try self.read(name) { value throws(CBORError) in try value.readArray(atMost: limit) }
    }

    /// The next field as it is.
    public mutating func value(_ name: String) throws(CBORError) -> CBOR {
        try self.read(name) { value throws(CBORError) in value }
    }

    /// The next field by `read`, or nil where it is null.
    public mutating func optional<T>(
        _ name: String, _ read: (CBOR) throws(CBORError) -> T
    ) throws(CBORError) -> T? {
        try self.read(name) { value throws(CBORError) in value == .null ? nil : try read(value) }
    }

    /// The next field, itself an array of fields.
    public mutating func fields(_ name: String) throws(CBORError) -> CBORFields {
        let place = "\(self.what).\(name)"
        return try self.read(name) { value throws(CBORError) in try CBORFields(value, of: place) }
    }
}
