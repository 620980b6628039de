import Foundation
import Metering
import Testing

@testable import Appliance

/// What `gridtally measure losses` makes of scores made by hand.
@Suite struct LossesFiguresTests {
    private static let start = UTCTime(seconds: 1_772_000_000).floored(toMultipleOf: 86_400)

    /// Twenty days with a steady theft from the tenth on.
    private static func run(
        _ scenario: String, share: Double, watts: Double, foundAfterHours: Double?, stated: Double = 100,
        family: String = "tap", phase: String? = "L1", statedPhase: String? = "L1", days: Int = 20
    ) -> LossRun {
        let daily = (0..<days).map { $0 < 10 ? 0 : 24 * watts }
        let truth = LossTruth(
            scenario: scenario, start: Self.start, days: days,
            theft: LossTruth.Theft(
                family: family, kinds: ["unmetered-load"], start: Self.start.adding(seconds: 864_000), phase: phase,
                acceptable: ["M1"], dailyWh: daily, sharePercent: share))
        let alarm = foundAfterHours.map { hours in
            AlarmLine(
                scenario: scenario, time: Self.start.adding(seconds: 864_000 + Int64(hours * 3600)).description,
                kind: "unmetered-load", phase: phase, suspects: ["M1"], energyWh: hours * watts, energyDeviationWh: 1,
                onset: "", logLikelihoodRatio: 20)
        }
        let sensitivity = [(1, 9 * stated), (7, stated), (30, stated / 9)].map {
            AnalysisSummary.Sensitivity(phase: statedPhase, days: $0.0, watts: $0.1, percent: $0.1 / 10)
        }
        return LossRun(
            truth: truth, houses: 20, alarms: [alarm].compactMap { $0 }, sensitivity: sensitivity, processorSeconds: 2)
    }

    private static func figures(_ runs: [LossRun]) -> LossesFigures { LossesFigures(runs, seed: 1, days: 20) }

    @Test func `the curve is by the amount of the share`() {
        let curve = Self.figures([
            Self.run("a", share: 0.99, watts: 50, foundAfterHours: nil),
            Self.run("b", share: 1, watts: 50, foundAfterHours: 30),
            Self.run("c", share: -1.9, watts: -50, foundAfterHours: 10),
            Self.run("d", share: 3, watts: 50, foundAfterHours: nil),
            Self.run("e", share: 4, watts: 50, foundAfterHours: 5),
            Self.run("f", share: 8, watts: 50, foundAfterHours: 2),
        ]).curve
        #expect(curve.bins.map(\.found.right) == [0, 2, 0, 1, 1])
        #expect(curve.bins.map(\.found.of) == [1, 2, 1, 1, 1])
        #expect(curve.bins.map(\.medianHoursToDetect) == [nil, 20, nil, 5, 2])
        #expect(curve.description.contains("1–2 %           2 of 2        20.0"))
        #expect(curve.description.contains("< 1 %           0 of 1        –"))
    }

    @Test func `thefts are held against what the detector states`() {
        let sensitivity = Self.figures([
            Self.run("a", share: 5, watts: 100, foundAfterHours: 168),
            Self.run("b", share: 5, watts: -200, foundAfterHours: 169),
            Self.run("c", share: 5, watts: 101, foundAfterHours: nil),
            Self.run("d", share: 1, watts: 99, foundAfterHours: 20),
            Self.run("e", share: 1, watts: 99, foundAfterHours: nil, stated: 300),
            // One balance of all phases is stated for any theft.
            Self.run("f", share: 1, watts: 99, foundAfterHours: 200, phase: nil, statedPhase: nil),
        ]).sensitivity
        #expect(sensitivity.above == StatedSensitivity.Outcome(withinWeek: 1, later: 1, missed: 1))
        #expect(sensitivity.below == StatedSensitivity.Outcome(withinWeek: 1, later: 1, missed: 1))
        #expect(sensitivity.others == 0 && sensitivity.medianWatts == 100 && sensitivity.medianPercent == 10)
    }

    @Test func `what shows in no balance, on no one phase, or for less than a week is not compared`() {
        let sensitivity = Self.figures([
            Self.run("a", share: 5, watts: 100, foundAfterHours: 1, family: "balanced-shift"),
            Self.run("b", share: 5, watts: 100, foundAfterHours: 1, family: "transformer-altered", statedPhase: nil),
            Self.run("c", share: 5, watts: 100, foundAfterHours: 1, phase: nil),
            Self.run("d", share: 5, watts: 100, foundAfterHours: 1, statedPhase: "L2"),
            Self.run("e", share: 5, watts: 100, foundAfterHours: 1, days: 16),
        ]).sensitivity
        #expect(sensitivity.others == 5)
        #expect(sensitivity.above.all == 0 && sensitivity.below.all == 0)
    }

    @Test func `processor time is scaled by houses and days`() {
        // Two seconds for 20 houses and 20 days.
        let figures = Self.figures([Self.run("a", share: 5, watts: 100, foundAfterHours: 5)])
        #expect(abs(figures.processorSecondsScaledToYear - 2.0 / 400 * 40 * 366) < 1e-9)
        #expect(figures.processorSeconds == 2)
    }

    @Test func `goals are printed beside the figures`() throws {
        let good = Self.figures([Self.run("a", share: 5, watts: 100, foundAfterHours: 5)])
        #expect(good.meetsGoals && !good.description.contains("MISSED"))
        let late = Self.figures([Self.run("a", share: 5, watts: 100, foundAfterHours: 25)])
        #expect(!late.meetsGoals)
        let line = try #require(late.description.split(separator: "\n").first { $0.contains("at most 24") })
        #expect(line.contains("hours to detect") && line.hasSuffix("MISSED"))
    }

    @Test func `drawings show each theft and ask nothing of any network`() {
        let plots = LossesPlots(
            Self.figures([
                Self.run("a<b", share: 0.5, watts: 50, foundAfterHours: nil),
                Self.run("c", share: 3, watts: 50, foundAfterHours: 16),
                Self.run("d", share: 3, watts: 50, foundAfterHours: 17),
            ]))
        #expect(plots.hours.components(separatedBy: "<circle class=\"found\"").count == 3)
        #expect(plots.hours.components(separatedBy: "<circle class=\"missed\"").count == 2)
        #expect(plots.hours.contains("a&lt;b, tap, 0.5 %: missed"))
        // 3 % on the axis from 0.25 to 16, 16 h on that from 1 to 1024.
        #expect(plots.hours.contains("cx=\"428.8\" cy=\"211.2\""))
        #expect(plots.found.components(separatedBy: "<rect class=\"found\"").count == 6)
        #expect(plots.found.contains("2 of 2") && plots.found.contains("&lt; 1 %"))
        for drawing in [plots.hours, plots.found] {
            #expect(drawing.contains("prefers-color-scheme: dark"))
            #expect(drawing.hasPrefix("<svg xmlns=") && drawing.hasSuffix("</svg>\n"))
            let inside = drawing.replacing("xmlns=\"http://www.w3.org/2000/svg\"", with: "")
            for outside in ["http:", "https:", "src=", "href", "url(", "<script", "@import"] {
                #expect(!inside.contains(outside))
            }
        }
    }
}
