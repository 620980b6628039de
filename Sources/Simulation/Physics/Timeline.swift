internal import Metering

/// The scene's events of one line in the order of their times.
struct Timeline: Sendable {
    private let occurrences: [Occurrence]
    private var position = 0

    init(_ events: [Scene.Event], start: UTCTime) {
        var occurrences: [Occurrence] = []
        for event in events {
            switch event.action {
            case .tap(let phase, let milliwatts, let house, let from, let to):
                occurrences += Self.span(
                    from.time(start: start), to?.time(start: start),
                    .tapBegan(phase: phase, milliwatts: milliwatts, house: house),
                    .tapEnded(phase: phase, milliwatts: milliwatts, house: house))
            case .leak(let flow, let from, let to):
                occurrences += Self.span(
                    from.time(start: start), to?.time(start: start),
                    .leakBegan(millilitresPerHour: flow), .leakEnded(millilitresPerHour: flow))
            case .dead(let unit, let moment):
                occurrences.append(Occurrence(time: moment.time(start: start), change: .unitDied(unit)))
            case .recover(let unit, let moment):
                occurrences.append(Occurrence(time: moment.time(start: start), change: .unitRecovered(unit)))
            }
        }
        // Ties stay in the order of the file.
        self.occurrences = occurrences.enumerated()
            .sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
            .map(\.element)
    }

    /// An offset and an absolute time can only be compared once the start is known: what ends first never begins.
    private static func span(
        _ begin: UTCTime, _ end: UTCTime?, _ began: Occurrence.Change, _ ended: Occurrence.Change
    ) -> [Occurrence] {
        if let end, end <= begin { return [] }
        return [Occurrence(time: begin, change: began)] + (end.map { [Occurrence(time: $0, change: ended)] } ?? [])
    }

    /// Time of the next event.
    var next: UTCTime? { self.position < self.occurrences.count ? self.occurrences[self.position].time : nil }

    /// Takes the next event if it is due at `time`.
    mutating func take(at time: UTCTime) -> Occurrence? {
        guard let next, next <= time else { return nil }
        defer { self.position += 1 }
        return self.occurrences[self.position]
    }
}
