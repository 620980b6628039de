/// Why a field that was read has no value.
public enum AbsenceReason: Hashable, Sendable {
    /// A float register held NaN or infinity.
    case notFinite
    /// The registers held one of the profile's markers for "not available".
    case marker(UInt64)
    /// The registers held something that the type cannot mean: a nibble over 9, unprintable text, a coil of 7.
    case malformed
    /// The value does not fit into 64 bits of its base unit, or lies outside its encoding's range.
    case outOfRange
    /// The register that holds the value's scale or ratio holds no usable number.
    case noScale
    /// A text of nothing but padding.
    case empty
    /// The answer held another number of registers than the field has.
    case wrongLength(expected: Int, found: Int)
}

extension AbsenceReason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .notFinite: "the meter sent NaN or infinity"
        case .marker(let raw): "the meter sent its marker for \"not available\", 0x\(String(raw, radix: 16))"
        case .malformed: "the registers hold no value of this type; check type and word order in the profile"
        case .outOfRange: "the value is out of range; check type, word order and scale in the profile"
        case .noScale: "the scale or ratio register beside it holds no usable number"
        case .empty: "the text is empty"
        case .wrongLength(let expected, let found): "the answer has \(found) registers instead of \(expected)"
        }
    }
}
