/// Why bytes or values could not be read, and where.
public struct CBORError: Error, Hashable, Sendable {
    /// What is wrong.
    public let problem: Problem
    /// What was being read, for example `Payment`; nil where the reader did not say.
    public let what: String?
    /// The field of `what`; nil for the whole.
    public let field: String?
    /// The byte at which the encoding breaks a rule; nil once bytes have become values.
    public let offset: Int?

    public init(_ problem: Problem, of what: String? = nil, field: String? = nil, offset: Int? = nil) {
        self.problem = problem
        self.what = what
        self.field = field
        self.offset = offset
    }

    /// The same error with the place filled in where it was not known yet.
    public func placed(in what: String, field: String? = nil) -> CBORError {
        CBORError(
            self.problem, of: self.what ?? what, field: self.what == nil ? field : self.field, offset: self.offset)
    }
}

extension CBORError {
    public enum Problem: Hashable, Sendable {
        /// The bytes end before the value does; `missing` is the least number of bytes still needed.
        case truncated(missing: UInt64)
        /// Bytes follow the value.
        case trailingBytes(Int)
        /// An integer or a length takes more bytes than it needs.
        case notShortest
        case indefiniteLength
        /// Additional information 28 … 30, which RFC 8949 reserves.
        case reservedHead(UInt8)
        case tag
        case floatingPoint
        /// A simple value other than false, true and null.
        case simpleValue(UInt8)
        case invalidUTF8
        /// A map's key sorts before the key in front of it.
        case unsortedKeys
        case duplicateKey
        case tooDeep(limit: Int)
        case tooManyItems(limit: Int)
        case tooManyBytes(count: Int, limit: Int)
        /// The value is not what the reader expects there.
        case mismatch(expected: String, found: String)
        /// The array ends before this field.
        case missingField
        /// The array goes on after its last field.
        case surplusFields(Int)
    }

    /// A value that is not what the reader expects.
    public static func mismatch(expected: String, found: String) -> CBORError {
        CBORError(.mismatch(expected: expected, found: found))
    }
}

extension CBORError: CustomStringConvertible {
    public var description: String {
        var place = self.what ?? "CBOR"
        if let field = self.field { place += ", field \(field)" }
        if let offset = self.offset { place += ", at byte \(offset)" }
        return "\(place): \(self.problem)"
    }
}

extension CBORError.Problem: CustomStringConvertible {
    public var description: String {
        switch self {
        case .truncated(let missing): "the bytes end too early, at least \(missing) more are needed"
        case .trailingBytes(let count): "\(count) bytes follow the value; expected none"
        case .notShortest: "a number or length is not in its shortest form, which deterministic CBOR asks for"
        case .indefiniteLength: "indefinite lengths are not allowed; expected a definite length"
        case .reservedHead(let byte): "first byte \(byte) is reserved by RFC 8949"
        case .tag: "tags are not allowed"
        case .floatingPoint: "floating-point numbers are not allowed; expected integers in base units"
        case .simpleValue(let value): "simple value \(value) is not allowed; expected false, true or null"
        case .invalidUTF8: "text is not valid UTF-8"
        case .unsortedKeys: "the keys of a map are not in ascending order of their encoding"
        case .duplicateKey: "a map holds the same key twice"
        case .tooDeep(let limit): "arrays and maps are nested deeper than \(limit)"
        case .tooManyItems(let limit): "more than \(limit) items"
        case .tooManyBytes(let count, let limit): "\(count) bytes, expected at most \(limit)"
        case .mismatch(let expected, let found): "expected \(expected), found \(found)"
        case .missingField: "the array ends before this field"
        case .surplusFields(let count): "\(count) more fields than expected; a newer version may have written them"
        }
    }
}
