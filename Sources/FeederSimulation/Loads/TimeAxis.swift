import Metering

/// The instants of a simulation: steps of five minutes from midnight.
struct TimeAxis: Hashable, Sendable {
    static let stepSeconds = 300
    static let stepsPerDay = 86_400 / stepSeconds
    static let stepHours = Double(stepSeconds) / 3600

    let start: UTCTime
    let days: Int

    /// The steps that are reported on.
    var steps: Int { self.days * Self.stepsPerDay }
    /// With those after the end that late readings and slow clocks still see.
    var allSteps: Int { self.steps + 2 }

    func time(of step: Int) -> UTCTime { self.start.adding(seconds: Int64(step * Self.stepSeconds)) }

    /// The step that a number of seconds after the start lies in.
    func step(at seconds: Double) -> Int {
        min(max(0, Int((seconds / Double(Self.stepSeconds)).rounded(.down))), self.allSteps - 1)
    }
}
