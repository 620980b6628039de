public import Metering

/// A named person's mark that people work below a place: nothing there is switched by remote.
public struct SafetyTag: Hashable, Sendable {
    public var person: String
    /// Meter, bus, transformer or feeder.
    public var place: String
    public var placedAt: UTCTime

    public init(person: String, place: String, placedAt: UTCTime) {
        self.person = person
        self.place = place
        self.placedAt = placedAt
    }
}
