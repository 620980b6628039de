/// A field made ready to decode many answers: says the same as ``RegisterField/decode(_:)``, without looking at the
/// whole field each time.
public struct FieldDecoder: Sendable {
    private let code: NumberCode
    private let registerCount: Int
    private let markers: [UInt64]
    /// Nil for a number in registers of its own; text, and values that other registers have a part in, need the field.
    private let whole: WholeField?

    private final class WholeField: Sendable {
        let field: RegisterField

        init(_ field: RegisterField) { self.field = field }
    }

    public init(_ field: RegisterField) {
        let isPlainNumber = field.type.isNumeric && field.factors.isEmpty && field.addends.isEmpty
        self.code = NumberCode(field)
        self.registerCount = field.registerCount
        self.markers = field.absentPatterns
        self.whole = isPlainNumber ? nil : WholeField(field)
    }

    /// Decodes all registers of the field, in the order they came over the line. Never traps, whatever they hold.
    public func decode(_ words: Span<UInt16>) -> FieldValue {
        if let whole { return whole.field.decode(words.indices.map { words[$0] }) }
        guard words.count == self.registerCount else {
            return .absent(.wrongLength(expected: self.registerCount, found: words.count))
        }
        let raw = self.code.raw(words)
        if !self.markers.isEmpty, self.markers.contains(raw) { return .absent(.marker(raw)) }
        return self.code.value(raw)
    }
}
