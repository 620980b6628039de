/// What a profile describes.
public enum DeviceKind: String, Hashable, Sendable, CaseIterable {
    case meter
    case relayModule = "relay-module"
}
