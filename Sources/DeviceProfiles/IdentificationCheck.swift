/// One thing that is true of a device of this model: a step of the identification ladder.
public struct IdentificationCheck: Hashable, Sendable {
    /// What a field must show.
    public enum Expectation: Hashable, Sendable {
        /// One of these numbers, in the field's base unit.
        case oneOf([Int64])
        /// A number in this range, in the field's base unit: plausible, but no proof.
        case between(ClosedRange<Int64>)
        /// A text that begins so.
        case prefix(String)
    }

    public let field: String
    public let expectation: Expectation

    public init(field: String, expectation: Expectation) {
        (self.field, self.expectation) = (field, expectation)
    }

    public func accepts(_ value: FieldValue) -> Bool {
        switch (self.expectation, value) {
        case (.oneOf(let numbers), .value(let number)): numbers.contains(number)
        case (.between(let range), .value(let number)): range.contains(number)
        case (.prefix(let prefix), .text(let text)): text.hasPrefix(prefix)
        default: false
        }
    }
}
