/// What a register says about the measuring transformers in front of a meter.
public enum FieldRole: String, Hashable, Sendable, CaseIterable {
    /// The current transformers' ratio, primary by secondary current.
    case currentRatio = "ct-ratio"
    case currentPrimary = "ct-primary"
    case currentSecondary = "ct-secondary"
    /// The voltage transformers' ratio, primary by secondary voltage.
    case voltageRatio = "pt-ratio"
    case voltagePrimary = "pt-primary"
    case voltageSecondary = "pt-secondary"
}

/// A kind of measuring transformer.
public enum MeasuringTransformer: String, Hashable, Sendable, CaseIterable {
    case current = "ct"
    case voltage = "pt"

    /// The roles of its ratio, its primary and its secondary value.
    var roles: (ratio: FieldRole, primary: FieldRole, secondary: FieldRole) {
        switch self {
        case .current: (.currentRatio, .currentPrimary, .currentSecondary)
        case .voltage: (.voltageRatio, .voltagePrimary, .voltageSecondary)
        }
    }
}
