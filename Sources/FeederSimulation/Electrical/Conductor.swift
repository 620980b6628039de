/// A main cable of low voltage; its neutral is a wire like the others.
public enum Conductor: String, Sendable, CaseIterable {
    case cable150 = "NAYY 4x150"
    case overhead70 = "AL 4x70"
    case overhead35 = "AL 4x35"

    /// Resistance and reactance of one wire, in Ω/km.
    public var impedance: Phasor {
        switch self {
        case .cable150: Phasor(0.2067, 0.0804)
        case .overhead70: Phasor(0.443, 0.083)
        case .overhead35: Phasor(0.868, 0.087)
        }
    }

    /// Of one wire of a service drop, in Ω/km.
    static let serviceDrop = Phasor(1.91, 0.09)
}
