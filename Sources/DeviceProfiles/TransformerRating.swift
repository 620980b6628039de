internal import Metering

/// What a device's registers say of a measuring transformer, in thousandths of an ampere or a volt, both above 0.
public struct TransformerRating: Hashable, Sendable {
    public let primary: UInt32
    public let secondary: UInt32
}

extension DeviceProfile {
    /// True for a device that tells the ratio of a measuring transformer.
    public var tellsRatios: Bool { self.fields.contains { $0.role != nil } }

    /// What the registers of ``ratioFields(of:)`` say.
    ///
    /// - Parameter words: what all registers of a field hold; nil where they were not read.
    /// - Returns: nil where the device does not tell the ratio, or where its registers hold none that can be.
    public func rating(
        of transformer: MeasuringTransformer, words: (RegisterField) -> [UInt16]?
    ) -> TransformerRating? {
        let roles = transformer.roles
        func value(_ role: FieldRole) -> UInt32? {
            guard let field = self.fields.first(where: { $0.role == role }), let words = words(field),
                let number = field.thousandths.decode(words).number, number > 0
            else { return nil }
            return UInt32(exactly: number)
        }
        if let ratio = value(roles.ratio) { return TransformerRating(primary: ratio, secondary: 1000) }
        guard let primary = value(roles.primary), let secondary = value(roles.secondary) else { return nil }
        return TransformerRating(primary: primary, secondary: secondary)
    }
}

extension RegisterField {
    /// The field in thousandths of an ampere, of a volt, or of one: the base units of the first two are thousandths.
    fileprivate var thousandths: RegisterField {
        guard self.unit == .none, let steps = Scale(numerator: 1000, denominator: 1),
            let scale = self.scale.multiplied(by: steps)
        else { return self }
        return self.rescaled(scale)
    }
}
