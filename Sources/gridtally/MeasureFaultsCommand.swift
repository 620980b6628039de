import Appliance
import ArgumentParser
import Foundation

extension MeasureCommand {
    struct Faults: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Poll a line with every kind of fault, in virtual time; exits 1 where a goal is missed.",
            discussion: "Every published value is compared with what the simulated unit answered: none may be wrong.")

        @Option(help: "Seeds, as 1..20 or 7.")
        var seeds = "1..20"

        @Option(help: "One fault by its name; several are measured one after the other. Without it: all.")
        var fault: [String] = []

        @Option(help: "Virtual seconds of each run.")
        var seconds: Int64 = 120

        @Option(help: "Folder of device profiles.")
        var profiles = "profiles"

        @Flag(help: "Print JSON, one line for each fault.")
        var json = false

        func validate() throws {
            _ = try self.range()
            _ = try self.cases()
            guard (10...86_400).contains(self.seconds) else { throw ValidationError("--seconds is 10 to 86400.") }
        }

        func run() async throws {
            let measurement = FaultMeasurement(
                seeds: try self.range(), seconds: self.seconds, profiles: URL(fileURLWithPath: self.profiles))
            if !self.json { print(FaultFigures.heading) }
            var meetsGoals = true
            var failure: (any Error)?
            try await measurement.run(try self.cases()) { figures in
                meetsGoals = meetsGoals && figures.meetsGoals
                do { print(self.json ? try ReportJSON.line(figures) : "\(figures)") } catch { failure = error }
                if let story = figures.runs.compactMap(\.firstWrong).first, !self.json { print("  wrong: \(story)") }
            }
            if let failure { throw failure }
            if !meetsGoals { throw ExitCode(ExitStatus.found) }
        }

        private func range() throws -> ClosedRange<UInt64> {
            let parts = self.seeds.split(separator: ".", omittingEmptySubsequences: true).map { UInt64($0) }
            guard let first = parts.first ?? nil, let last = parts.last ?? nil, parts.count <= 2, first <= last else {
                throw ValidationError("--seeds is a number or a range as 1..20.")
            }
            return first...last
        }

        private func cases() throws -> [FaultCase] {
            guard !self.fault.isEmpty else { return FaultCase.matrix }
            return try self.fault.map { name in
                guard let found = FaultCase.matrix.first(where: { $0.name == name }) else {
                    throw ValidationError(
                        "--fault is one of \(FaultCase.matrix.map(\.name).joined(separator: ", ")).")
                }
                return found
            }
        }
    }
}
