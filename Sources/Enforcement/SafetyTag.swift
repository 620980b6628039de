public import Metering

/// A named person's mark that people work below a place: nothing there is switched by remote.
public struct SafetyTag: Hashable, Sendable {
    /// What it is removed by: the hash of the order that placed it, in hex.
    public var id: String
    public var person: String
    /// Meter, bus, transformer or feeder, as people name it: `transformer T1`.
    public var place: String
    public var placedAt: UTCTime

    public init(id: String, person: String, place: String, placedAt: UTCTime) {
        self.id = id
        self.person = person
        self.place = place
        self.placedAt = placedAt
    }
}
