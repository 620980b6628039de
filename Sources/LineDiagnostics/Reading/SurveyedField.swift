public import DeviceProfiles

/// What one field of a device was when a tool read it.
public struct SurveyedField: Hashable, Sendable {
    public let field: RegisterField
    /// All registers that the field needs, as they came; empty where they did not.
    public let words: [UInt16]
    /// Nil where the registers did not come.
    public let value: FieldValue?
    /// Why there is no value; nil where there is one.
    public let reason: String?
    /// CLOCK_MONOTONIC of the question's first bit; nil where nothing was asked.
    public let askedNanoseconds: Int64?
    /// Of the answer's end.
    public let completeNanoseconds: Int64?

    /// The registers of the value itself, without those of its scale and its other parts.
    public var valueWords: [UInt16] {
        let start = Int(self.field.valueAddress) - Int(self.field.address)
        let end = start + self.field.type.registerCount
        return start >= 0 && end <= self.words.count ? Array(self.words[start..<end]) : []
    }
}
