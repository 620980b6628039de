/// What is wrong with a YAML file, where, what was expected there, and what to try.
public struct YAMLError: Error, Hashable, Sendable, CustomStringConvertible {
    public let location: YAMLLocation
    /// Path of the field from the top of the file, for example `lines[0].houses.count`; empty for the file itself.
    public let field: String
    /// What is there, in words.
    public let problem: String
    public let expected: String
    /// The next thing to do.
    public let advice: String

    public init(location: YAMLLocation, field: String, problem: String, expected: String, advice: String) {
        self.location = location
        self.field = field
        self.problem = problem
        self.expected = expected
        self.advice = advice
    }

    public var description: String {
        let place = self.field.isEmpty ? "" : "\(self.field): "
        return "\(self.location): \(place)\(self.problem); expected \(self.expected). \(self.advice)"
    }
}
