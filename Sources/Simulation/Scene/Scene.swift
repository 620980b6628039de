public import Metering

/// A neighbourhood to simulate: lines, the transformers and houses on them, and what happens to them.
///
/// Written as YAML; `docs/scenes/` has examples. Everything random follows from the seed, so the same scene shows the
/// same registers at the same chain time, however fast the clock runs and whoever asks.
public struct Scene: Sendable {
    public let name: String
    public let seed: UInt64
    /// Chain time at which the registers have their initial values; nil is the origin of the clock.
    public let start: UTCTime?
    /// Minutes east of UTC of the people in the houses.
    public let utcOffsetMinutes: Int64
    public let lines: [Line]
    /// In the order of the file.
    public let events: [Event]

    init(name: String, seed: UInt64, start: UTCTime?, utcOffsetMinutes: Int64, lines: [Line], events: [Event]) {
        self.name = name
        self.seed = seed
        self.start = start
        self.utcOffsetMinutes = utcOffsetMinutes
        self.lines = lines
        self.events = events
    }

    public func line(named name: String) -> Line? { self.lines.first { $0.name == name } }
}
