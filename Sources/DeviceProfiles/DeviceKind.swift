/// What a profile describes.
public enum DeviceKind: String, Hashable, Sendable, CaseIterable {
    case meter
    case relayModule = "relay-module"
    /// Inputs that count the pulses of meters without a bus of their own.
    case pulseCounter = "pulse-counter"
}
