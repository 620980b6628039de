import FeederSimulation
import Metering

/// What the detector says that it would find within a week, against what it found.
///
/// It speaks of a steady load without a meter on a phase. A theft is held against it by its mean power since it began, where
/// it is on one phase, shows in the balance, and was there for a week.
public struct StatedSensitivity: Codable, Sendable {
    /// What became of thefts.
    public struct Outcome: Codable, Sendable, Hashable {
        public var withinWeek = 0
        public var later = 0
        public var missed = 0

        public var all: Int { self.withinWeek + self.later + self.missed }
    }

    private static let days = 7
    private static let weekHours = 168.0

    /// Of all feeders and phases, W of a steady load and % of what the phase takes; nil where nothing was stated.
    public private(set) var medianWatts: Double?
    public private(set) var medianPercent: Double?
    /// Thefts of a larger mean power than was stated.
    public private(set) var above = Outcome()
    public private(set) var below = Outcome()
    /// Thefts that cannot be held against it.
    public private(set) var others = 0

    init(_ runs: [LossRun], _ scenarios: [ScenarioScore]) {
        let stated = runs.flatMap { $0.sensitivity.filter { $0.days == Self.days } }
        self.medianWatts = stated.compactMap(\.watts).median
        self.medianPercent = stated.map(\.percent).median
        let hours = Dictionary(scenarios.map { ($0.scenario, $0.hoursToDetect) }) { first, _ in first }
        for run in runs {
            guard let theft = run.truth.theft else { continue }
            guard let power = Self.meanWatts(run.truth, theft), let least = Self.leastWatts(run, theft) else {
                self.others += 1
                continue
            }
            let outcome = power >= least ? \Self.above : \Self.below
            switch hours[run.truth.scenario] ?? nil {
            case .some(let hours) where hours <= Self.weekHours: self[keyPath: outcome].withinWeek += 1
            case .some: self[keyPath: outcome].later += 1
            case nil: self[keyPath: outcome].missed += 1
            }
        }
    }

    /// Nil where it does not show in the balance, or not for a week.
    private static func meanWatts(_ truth: LossTruth, _ theft: LossTruth.Theft) -> Double? {
        let hours = Double(truth.end.milliseconds - theft.start.milliseconds) / 3_600_000
        let hidden = [FeederFamily.balancedShift, .transformerAltered].map(\.rawValue)
        guard hours >= Self.weekHours, !hidden.contains(theft.family) else { return nil }
        return abs(theft.dailyWh.reduce(0, +)) / hours
    }

    /// As stated for the theft's phase, or for all where there is one balance.
    private static func leastWatts(_ run: LossRun, _ theft: LossTruth.Theft) -> Double? {
        run.sensitivity.first {
            $0.days == Self.days && ($0.phase == nil || theft.phase != nil && $0.phase == theft.phase)
        }?.watts
    }
}

extension StatedSensitivity: CustomStringConvertible {
    public var description: String {
        let median = self.medianWatts.map { watts in
            "\(MeasureText.number(watts, 0)) W, \(MeasureText.number(self.medianPercent ?? 0)) % of the phase"
        }
        return """
              stated, median           \(median ?? "–")
              larger thefts than that  \(Self.text(self.above))
              smaller thefts           \(Self.text(self.below))
              not to be compared       \(self.others)
            """
    }

    private static func text(_ outcome: Outcome) -> String {
        "\(outcome.all): \(outcome.withinWeek) found within 7 days, \(outcome.later) later, \(outcome.missed) missed"
    }
}
