public import Metering

/// Whether commissioning showed that a trip of the relay channel drops this meter and no other.
public enum RelayPairing: Hashable, Sendable {
    case notPaired
    case paired(at: UTCTime)
}
