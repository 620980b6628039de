import Foundation
import TestSupport
import Testing

@testable import Appliance

/// Every fault of a line, briefly: unoptimised, twenty seeds would take a quarter of an hour. `gridtally measure faults`
/// runs them, and holds each goal; the checks of every commit run it.
@Suite("Faults of a line, in virtual time", .timeLimit(.minutes(10)))
struct FaultMatrixTests {
    private static let profiles = PackageFolder.file("profiles")

    /// Half of the time such a line is silent inside its answers: 0.547 of the clean rate is all that it carries.
    private static let beyondTheLine: Set = ["pause"]

    /// What these cost shows only when units have been given up, when the other master has come, or over many answers.
    private static let slow: Set = ["dead", "late", "wrong-settings", "second-master-leaves"]

    @Test("no value is wrong, no silence is broken, and enough is read, whatever the fault")
    func matrix() async throws {
        try await self.hold(FaultCase.matrix.filter { !Self.slow.contains($0.name) }, seeds: 1...2, seconds: 12)
        try await self.hold(FaultCase.matrix.filter { Self.slow.contains($0.name) }, seeds: 1...1, seconds: 60)
    }

    private func hold(_ cases: [FaultCase], seeds: ClosedRange<UInt64>, seconds: Int64) async throws {
        let measurement = FaultMeasurement(seeds: seeds, seconds: seconds, profiles: Self.profiles)
        var count = 0
        try await measurement.run(cases) { figures in
            count += 1
            #expect(figures.wrong == 0, "\(figures) \(figures.runs.compactMap(\.firstWrong).first ?? "")")
            #expect(figures.silenceViolations == 0, "\(figures)")
            // A dozen seconds are few: a little less than the goal is chance.
            let goal = Self.beyondTheLine.contains(figures.fault) ? 0.5 : (figures.goal ?? 0) - 0.1
            #expect(figures.median >= goal, "\(figures)")
            // Noise, echoes and late answers are no master's, and a master is found in every run that has one.
            let hasMaster = FaultCase.matrix.first { $0.name == figures.fault }?.hasSecondMaster == true
            #expect(figures.runs.allSatisfy { ($0.secondMasters > 0) == hasMaster }, "\(figures)")
        }
        #expect(count == cases.count)
    }

    @Test("the same holds on a pseudo-terminal by the real clock")
    func realTime() async throws {
        let names: Set = ["crc", "late", "echo", "noise-before", "wrong-unit", "second-master-same-shape", "mixed"]
        let cases = FaultCase.matrix.filter { names.contains($0.name) }
        let measurement = FaultMeasurement(
            seeds: 1...1, seconds: 10, isRealTime: true, profiles: Self.profiles)
        var found: Set<String> = []
        try await measurement.run(cases) { figures in
            found.insert(figures.fault)
            #expect(figures.wrong == 0, "\(figures) \(figures.runs.compactMap(\.firstWrong).first ?? "")")
            #expect(figures.silenceViolations == 0, "\(figures)")
            let hasMaster = figures.fault.hasPrefix("second-master")
            #expect(figures.runs.allSatisfy { ($0.secondMasters > 0) == hasMaster }, "\(figures)")
            #expect(hasMaster || figures.median > 0.05, "\(figures)")
        }
        #expect(found == names)
    }
}
