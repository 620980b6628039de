import Appliance
import ArgumentParser
import Foundation

extension MeasureCommand {
    struct Faults: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Poll a line with every kind of fault, in virtual or real time; exits 1 where a goal is missed.",
            discussion: "Every published value is compared with what the simulated unit answered: none may be wrong.")

        @Option(help: "Seeds, as 1..20 or 7.")
        var seeds = SeedRange(1...20)

        @Option(help: "One fault by its name; several are measured one after the other. Without it: all.")
        var fault: [String] = []

        @Option(help: "A fault that is left out, by its name.")
        var except: [String] = []

        @Option(help: "Seconds of each run; without it 120, and 20 in real time.")
        var seconds: Int64?

        @Flag(help: "On pseudo-terminals by the real clock, several lines side by side.")
        var realTime = false

        @Option(help: "Folder of device profiles.")
        var profiles = "profiles"

        @Flag(help: "Print JSON, one line for each fault.")
        var json = false

        func validate() throws {
            _ = try self.cases()
            guard (10...86_400).contains(self.duration) else { throw ValidationError("--seconds is 10 to 86400.") }
        }

        func run() async throws {
            let measurement = FaultMeasurement(
                seeds: self.seeds.range, seconds: self.duration, isRealTime: self.realTime,
                profiles: URL(fileURLWithPath: self.profiles))
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

        private var duration: Int64 { self.seconds ?? (self.realTime ? 20 : 120) }

        private func cases() throws -> [FaultCase] {
            let omitted = Set(try self.except.map { try self.named($0).name })
            let wanted = try self.fault.map { try self.named($0) }
            return (wanted.isEmpty ? FaultCase.matrix : wanted).filter { !omitted.contains($0.name) }
        }

        private func named(_ name: String) throws -> FaultCase {
            guard let found = FaultCase.matrix.first(where: { $0.name == name }) else {
                throw ValidationError(
                    "--fault and --except take \(FaultCase.matrix.map(\.name).joined(separator: ", ")).")
            }
            return found
        }
    }
}
