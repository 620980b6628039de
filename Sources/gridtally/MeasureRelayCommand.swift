import Appliance
import ArgumentParser
import Foundation

extension MeasureCommand {
    struct Relay: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "How long a relay's command waits for a busy line, in virtual time.",
            discussion: "It waits for the exchange under way and for no other; exits 1 where one overtook it.")

        @Option(help: "Seeds, as 1..20 or 7.")
        var seeds = SeedRange(1...5)

        @Option(help: "Virtual seconds of each run.")
        var seconds: Int64 = 60

        @Option(help: "Folder of device profiles.")
        var profiles = "profiles"

        @Flag(help: "Print JSON, one line for each fault.")
        var json = false

        func validate() throws {
            guard (10...86_400).contains(self.seconds) else { throw ValidationError("--seconds is 10 to 86400.") }
        }

        func run() async throws {
            if !self.json { print(RelayFigures.heading) }
            var meetsGoal = true
            var failure: (any Error)?
            try await RelayMeasurement(
                seeds: self.seeds.range, seconds: self.seconds, profiles: URL(fileURLWithPath: self.profiles)
            ).run { figures in
                meetsGoal = meetsGoal && figures.meetsGoal
                do { print(self.json ? try ReportJSON.line(figures) : "\(figures)") } catch { failure = error }
            }
            if let failure { throw failure }
            if !meetsGoal { throw ExitCode(ExitStatus.found) }
        }
    }
}

/// Seeds of a measurement.
struct SeedRange: ExpressibleByArgument, CustomStringConvertible {
    let range: ClosedRange<UInt64>

    init(_ range: ClosedRange<UInt64>) { self.range = range }

    /// A number, or two as `1..20`.
    init?(argument: String) {
        let parts = argument.split(separator: ".", omittingEmptySubsequences: true).map { UInt64($0) }
        guard let first = parts.first ?? nil, let last = parts.last ?? nil, parts.count <= 2, first <= last else {
            return nil
        }
        self.init(first...last)
    }

    var description: String { "\(self.range.lowerBound)..\(self.range.upperBound)" }
}
