/// What a field's registers decode to.
public enum FieldValue: Hashable, Sendable {
    /// An exact integer in the field's base unit.
    case value(Int64)
    case text(String)
    case absent(AbsenceReason)

    /// The number, where there is one.
    public var number: Int64? {
        if case .value(let number) = self { number } else { nil }
    }

    /// The value as an identifier: text as it is, a number in decimal digits; nil where absent.
    public var identifier: String? {
        switch self {
        case .value(let number): String(number)
        case .text(let text): text
        case .absent: nil
        }
    }
}
