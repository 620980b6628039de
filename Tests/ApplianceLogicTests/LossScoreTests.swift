import Metering
import Testing

@testable import Appliance

/// The rules of `gridtally balance score`, each on a truth made by hand.
@Suite struct LossScoreTests {
    private static let start = UTCTime(seconds: 1_772_000_000).floored(toMultipleOf: 86_400)

    /// Ten days; the theft begins on the fourth at noon and takes 1000 Wh of that day, 2000 Wh of each later one.
    private static func truth(scenario: String = "s", isNormal: Bool = false, phase: String? = "L2") -> LossTruth {
        LossTruth(
            scenario: scenario, start: self.start, days: 10,
            theft: isNormal
                ? nil
                : LossTruth.Theft(
                    family: "tap", kinds: ["unmetered-load", "under-registration"], start: self.at(days: 3.5),
                    phase: phase, acceptable: ["M3", "M4"],
                    dailyWh: [0, 0, 0, 1000] + Array(repeating: 2000, count: 6),
                    sharePercent: 3))
    }

    private static func at(days: Double, seconds: Int64 = 0) -> UTCTime {
        self.start.adding(seconds: Int64(days * 86_400) + seconds)
    }

    private static func alarm(
        _ time: UTCTime, scenario: String = "s", kind: String = "unmetered-load", phase: String? = "L2",
        suspects: [String] = ["M3"], energyWh: Double? = 13_000
    ) -> ScoredAlarm {
        ScoredAlarm(
            scenario: scenario, time: time, kind: kind, phase: phase, suspects: suspects, energyWh: energyWh)
    }

    private static func score(_ alarms: [ScoredAlarm], phase: String? = "L2") -> ScenarioScore {
        ScenarioScore(self.truth(phase: phase), alarms: alarms)
    }

    @Test(arguments: [(-901, false), (-900, true), (-1, true), (0, true), (86_400, true)])
    func `a theft is found at its start or later, less a quarter of an hour`(seconds: Int64, isFound: Bool) {
        let score = Self.score([Self.alarm(Self.at(days: 3.5, seconds: seconds))])
        #expect(score.isFound == isFound)
        #expect(score.falseAlarms == (isFound ? 0 : 1))
        #expect(score.hoursToDetect == (isFound ? max(0, Double(seconds)) / 3600 : nil))
    }

    @Test(arguments: [(7200, true), (7201, false)])
    func `the last word may come two hours after the last day`(seconds: Int64, isFound: Bool) {
        #expect(Self.score([Self.alarm(Self.at(days: 10, seconds: seconds))]).isFound == isFound)
    }

    @Test func `the first alarm tells how long it took, the last one is the verdict`() {
        let score = Self.score([
            Self.alarm(Self.at(days: 9), kind: "over-registration", phase: "L1", suspects: ["M9"], energyWh: 1),
            Self.alarm(Self.at(days: 4)),
        ])
        #expect(score.hoursToDetect == 12)
        #expect(score.isKindRight == false && score.isPhaseRight == false && score.isAmongFirstThree == false)
        #expect(score.energyWh == 1)
    }

    @Test func `nothing is judged where nothing was found`() {
        let score = Self.score([])
        #expect(score.isFound == false && score.falseAlarms == 0)
        #expect(score.isKindRight == nil && score.isPhaseRight == nil && score.energyErrorPercent == nil)
    }

    @Test(arguments: [
        (["M3"], true, true), (["M1", "M2", "M4"], false, true), (["M1", "M2", "M5", "M3"], false, false),
        ([], false, false),
    ])
    func `one of the first three meters finds it`(suspects: [String], isFirst: Bool, isAmongThree: Bool) {
        let score = Self.score([Self.alarm(Self.at(days: 5), suspects: suspects)])
        #expect(score.isFirstSuspectRight == isFirst && score.isAmongFirstThree == isAmongThree)
    }

    @Test(arguments: [("unmetered-load", true), ("under-registration", true), ("tampered-series", false)])
    func `a theft may have several names`(kind: String, isRight: Bool) {
        #expect(Self.score([Self.alarm(Self.at(days: 5), kind: kind)]).isKindRight == isRight)
    }

    @Test func `a theft on all phases has no phase to be told`() {
        #expect(Self.score([Self.alarm(Self.at(days: 5))], phase: nil).isPhaseRight == nil)
        #expect(Self.score([Self.alarm(Self.at(days: 5), phase: nil)]).isPhaseRight == false)
    }

    /// The start's day counts from the start, a day in part by its time; at the end all of it counts.
    @Test(arguments: [(3.5, 0.0), (3.75, 500), (4, 1000), (5.5, 4000), (9.995, 13_000), (10.05, 13_000)])
    func `energy is held against what was taken up to the alarm`(days: Double, taken: Double) {
        let score = Self.score([Self.alarm(Self.at(days: days), energyWh: -1.1 * taken)])
        #expect(abs((score.trueEnergyWh ?? -1) - taken) < 1e-6)
        if taken > 0 {
            #expect(abs((score.energyErrorPercent ?? 0) - 10) < 1e-6)
        } else {
            #expect(score.energyErrorPercent == nil)
        }
    }

    @Test func `an energy that is not told has no error`() {
        let score = Self.score([Self.alarm(Self.at(days: 5), energyWh: nil)])
        #expect(score.isFound == true && score.trueEnergyWh == 3000 && score.energyErrorPercent == nil)
    }

    @Test(arguments: [
        ([1.0], 1), ([1, 1.5, 2], 1), ([1, 2.001], 2), ([1, 1.9, 2.5, 3.6], 3), ([1, 2.5, 3], 2),
    ])
    func `one false alarm covers a day`(days: [Double], count: Int) {
        let alarms = days.reversed().map { Self.alarm(Self.at(days: $0)) }
        #expect(ScenarioScore(Self.truth(isNormal: true), alarms: alarms).falseAlarms == count)
        // Before the start of a theft as well, and they find nothing.
        let before = Self.score(alarms.filter { $0.time < Self.at(days: 3.4) })
        #expect(before.falseAlarms == min(count, 2) && before.isFound == false)
    }

    @Test func `the last word on a normal feeder counts where nothing was said before`() {
        func count(_ days: [Double]) -> Int {
            ScenarioScore(Self.truth(isNormal: true), alarms: days.map { Self.alarm(Self.at(days: $0)) }).falseAlarms
        }
        #expect(count([10]) == 1)
        #expect(count([4, 10]) == 1)
        #expect(count([4, 6, 10]) == 2)
        #expect(count([4, 9.9]) == 2)
    }

    @Test func `sums are of all scenarios, and of those that can be judged`() {
        let truths = [
            Self.truth(scenario: "a"), Self.truth(scenario: "b"), Self.truth(scenario: "c", phase: nil),
            Self.truth(scenario: "n", isNormal: true),
        ]
        let score = LossScore(
            truths,
            alarms: [
                Self.alarm(Self.at(days: 4), scenario: "a", energyWh: 1100),
                Self.alarm(Self.at(days: 5), scenario: "c", suspects: ["M1", "M3"], energyWh: 2400),
                Self.alarm(Self.at(days: 5), scenario: "n"),
                Self.alarm(Self.at(days: 5), scenario: "elsewhere"),
            ])
        #expect(score.scenarios.map(\.scenario) == ["a", "b", "c", "n"])
        #expect("\(score.found)" == "2 of 3 (0.67)" && "\(score.phase)" == "1 of 1 (1.00)")
        #expect("\(score.firstSuspect)" == "1 of 2 (0.50)" && "\(score.firstThree)" == "2 of 2 (1.00)")
        #expect(score.medianHoursToDetect == 24)
        #expect(abs((score.medianEnergyErrorPercent ?? 0) - 15) < 1e-6)
        // 3.5 days before each of three thefts, and the normal feeder's ten.
        #expect(score.falseAlarms == 1 && abs(score.cleanFeederMonths - 20.5 / 30.4375) < 1e-9)
        #expect(abs((score.falseAlarmsPerFeederYear ?? 0) - 365.25 / 20.5) < 1e-9)
        #expect(score.families.map { "\($0.name) \($0.found)" } == ["tap 2 of 3 (0.67)"])
        let lines = score.description.split(separator: "\n")
        #expect(lines.contains { $0.hasPrefix("b ") && $0.contains("no") })
        #expect(lines.contains { $0.hasPrefix("found by family") && $0.hasSuffix("tap 2/3") })
    }
}
