/// What is wrong with a YAML file, where, what was expected there, and what to try.
public struct YAMLError: Error, Hashable, Sendable, CustomStringConvertible {
    public enum Kind: Hashable, Sendable {
        /// The text as a whole: too large, empty, not YAML, or a part of YAML that is not allowed.
        case document
        /// `nearest` is the known key that was probably meant.
        case unknownKey(String, nearest: String?)
        case missingKey(String)
        /// Something is there twice.
        case duplicate
        /// A value of the wrong kind, out of range, or at odds with another.
        case value
    }

    public let location: YAMLLocation
    /// Path of the field from the top of the file, for example `lines[0].houses.count`; empty for the file itself.
    public let field: String
    public let kind: Kind
    /// What is there, in words.
    public let problem: String
    public let expected: String
    /// The next thing to do.
    public let advice: String

    public init(
        location: YAMLLocation, field: String, kind: Kind = .value, problem: String, expected: String, advice: String
    ) {
        self.location = location
        self.field = field
        self.kind = kind
        self.problem = problem
        self.expected = expected
        self.advice = advice
    }

    public var description: String {
        let place = self.field.isEmpty ? "" : "\(self.field): "
        return "\(self.location): \(place)\(self.problem); expected \(self.expected). \(self.advice)"
    }
}
