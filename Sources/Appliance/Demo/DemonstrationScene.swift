/// What the demonstration shows.
public enum DemonstrationScene: String, Sendable, CaseIterable {
    /// Two transformers with their houses, four validators, two boxes, crashes and attacks.
    case neighbourhood
    /// A water zone with pulse-counting meters and valves.
    case water
    /// Pumps that draw irrigation water by the hour.
    case irrigation
    /// A gate whose meter counts trips.
    case transport
}
