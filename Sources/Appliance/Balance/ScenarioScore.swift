import Metering

/// How the alarms of one scenario stand against the truth.
///
/// Found is a theft with an alarm at its start or later; the first of them tells how long it took, the last one is the
/// verdict. An alarm on a normal feeder, or before the start, is false.
public struct ScenarioScore: Codable, Sendable {
    public var scenario: String
    /// Nil: a normal feeder.
    public var family: String?
    /// Of the energy fed in since the start, %; below 0 where more was registered than used.
    public var sharePercent: Double?
    /// Days without theft, on which any alarm is false.
    public var cleanDays: Double
    public var falseAlarms: Int
    // Nil below: a normal feeder, or nothing found.
    public var isFound: Bool?
    public var hoursToDetect: Double?
    public var isKindRight: Bool?
    /// Nil too where the theft has no phase of its own.
    public var isPhaseRight: Bool?
    public var isFirstSuspectRight: Bool?
    public var isAmongFirstThree: Bool?
    /// Nil too where the alarm tells no energy.
    public var energyWh: Double?
    public var trueEnergyWh: Double?
    /// (told − true) / true of the energies' amounts, %.
    public var energyErrorPercent: Double?
}

extension ScenarioScore {
    /// An alarm this little before the start is still one of the theft: it is an interval's.
    private static let tolerance: Int64 = 900_000
    /// The last judgement may come so long after the last day.
    private static let afterwards: Int64 = 7_200_000
    /// An energy below this is none, Wh.
    private static let leastEnergyWh = 1.0

    /// - Parameter alarms: those of the scenario, in any order.
    init(_ truth: LossTruth, alarms: [ScoredAlarm]) {
        let sorted = alarms.sorted { $0.time < $1.time }
        let clean = (truth.theft?.start ?? truth.end).milliseconds
        let early = sorted.filter { $0.time.milliseconds < clean - Self.tolerance }
        let late = sorted.filter { $0.time.milliseconds >= clean - Self.tolerance }
        self.init(
            scenario: truth.scenario, family: truth.theft?.family, sharePercent: truth.theft?.sharePercent,
            cleanDays: Double(clean - truth.start.milliseconds) / Double(LossTruth.day),
            falseAlarms: Self.falseAlarms(early))
        guard let theft = truth.theft else {
            // The last word repeats what was said before; a detector that speaks at the end alone has spoken, too.
            if self.falseAlarms == 0, !late.isEmpty { self.falseAlarms = 1 }
            return
        }
        let hits = late.filter { $0.time.milliseconds <= truth.end.milliseconds + Self.afterwards }
        self.isFound = !hits.isEmpty
        guard let first = hits.first, let last = hits.last else { return }
        self.hoursToDetect = max(0, Double(first.time.milliseconds - clean) / 3_600_000)
        self.judge(last, theft, truth)
    }

    /// One false alarm covers the 24 hours after it; a later one counts anew.
    private static func falseAlarms(_ sorted: [ScoredAlarm]) -> Int {
        var (count, counted): (Int, UTCTime?) = (0, nil)
        for alarm in sorted {
            if let counted, alarm.time.milliseconds - counted.milliseconds <= LossTruth.day { continue }
            (count, counted) = (count + 1, alarm.time)
        }
        return count
    }

    private mutating func judge(_ alarm: ScoredAlarm, _ theft: LossTruth.Theft, _ truth: LossTruth) {
        self.isKindRight = theft.kinds.contains(alarm.kind)
        self.isPhaseRight = theft.phase.map { $0 == alarm.phase }
        self.isFirstSuspectRight = alarm.suspects.first.map(theft.acceptable.contains) ?? false
        self.isAmongFirstThree = alarm.suspects.prefix(3).contains(where: theft.acceptable.contains)
        let isLastWord = alarm.time.milliseconds >= truth.end.milliseconds - Self.tolerance
        let energy = abs(
            isLastWord
                ? theft.dailyWh.reduce(0, +) : theft.energy(until: alarm.time, scenarioStart: truth.start))
        self.trueEnergyWh = energy
        self.energyWh = alarm.energyWh
        guard let told = alarm.energyWh, energy >= Self.leastEnergyWh else { return }
        self.energyErrorPercent = 100 * (abs(told) - energy) / energy
    }
}
