/// A field's number made ready to be decoded again and again: says the same as ``RegisterField/decode(_:)``, and is
/// nothing but numbers itself.
public struct FieldDecoder: Sendable {
    private let code: NumberCode
    private let registerCount: Int
    private let markerCount: Int
    private let firstMarker: UInt64
    private let secondMarker: UInt64

    /// Nil for what only the whole field can decode: texts, values that other registers have a part in, and numbers
    /// with more than two markers for "not available".
    public init?(_ field: RegisterField) {
        guard field.type.isNumeric, field.factors.isEmpty, field.addends.isEmpty, field.absentPatterns.count <= 2 else {
            return nil
        }
        self.code = NumberCode(field)
        self.registerCount = field.registerCount
        self.markerCount = field.absentPatterns.count
        self.firstMarker = field.absentPatterns.first ?? 0
        self.secondMarker = field.absentPatterns.last ?? 0
    }

    /// Decodes all registers of the field, in the order they came over the line. Never traps, whatever they hold.
    public func decode(_ words: Span<UInt16>) -> FieldValue {
        guard words.count == self.registerCount else {
            return .absent(.wrongLength(expected: self.registerCount, found: words.count))
        }
        let raw = self.code.raw(words)
        if self.markerCount > 0, raw == self.firstMarker || raw == self.secondMarker { return .absent(.marker(raw)) }
        return self.code.value(raw)
    }
}
