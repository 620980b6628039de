internal import DeviceProfiles

/// What a meter does to its values before it shows them.
struct Display: Hashable, Sendable {
    /// Numbers are "not a number".
    var showsNaN = false
    /// Numbers are what the profile lists as "not available", or all ones.
    var showsSentinel = false
    var loss = EnergyLoss()

    static let plain = Display()

    /// The words of a field without a value; nil where the field shows its value.
    func absence(of field: RegisterField) -> [UInt16]? {
        guard self.showsNaN || self.showsSentinel, field.type.isNumeric else { return nil }
        if self.showsSentinel {
            return field.words(ofPattern: field.absentPatterns.first ?? .max)
        }
        switch field.type {
        case .f32: return field.words(ofPattern: UInt64(Float.nan.bitPattern))
        case .f64: return field.words(ofPattern: Double.nan.bitPattern)
        default: return field.words(ofPattern: 1 << UInt64(max(1, field.registerCount * 16) - 1))
        }
    }
}
