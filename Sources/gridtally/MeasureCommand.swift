import Appliance
import ArgumentParser
import Foundation

struct MeasureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure",
        abstract: "Print the figures of docs/performance.md on this machine; exits 1 where a goal is missed.",
        subcommands: [Bus.self, Idle.self, Ledger.self])
}

extension MeasureCommand {
    struct Bus: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Poll a simulated line as fast as the protocol allows.")

        @Option(help: "Bit/s.")
        var baud = 9600

        @Option(help: "Devices on the line, 1 to 247.")
        var devices = 10

        @Option(help: "How long to measure.")
        var seconds = 20.0

        @Option(help: "The devices' model; several are measured one after the other.")
        var profile = ["abb-b23", "eastron-sdm120"]

        @Option(help: "Milliseconds from a request's last character to the answer's first.")
        var turnaround = 5

        @Option(help: "Folder of device profiles.")
        var profiles = "profiles"

        @Flag(help: "Print JSON.")
        var json = false

        func validate() throws {
            guard (1...247).contains(self.devices) else { throw ValidationError("--devices is 1 to 247.") }
            guard (1...3600).contains(self.seconds) else { throw ValidationError("--seconds is 1 to 3600.") }
            guard (0...1000).contains(self.turnaround) else { throw ValidationError("--turnaround is 0 to 1000.") }
        }

        func run() async throws {
            var meetsGoals = true
            for profile in self.profile {
                let figures = try await BusMeasurement(
                    baud: self.baud, devices: self.devices, seconds: self.seconds, profile: profile,
                    profiles: URL(fileURLWithPath: self.profiles), turnaroundMilliseconds: self.turnaround
                ).run()
                print(self.json ? try ReportJSON.line(figures) : "\(figures)")
                meetsGoals = meetsGoals && figures.meetsGoals
            }
            if !meetsGoals { throw ExitCode(ExitStatus.found) }
        }
    }

    struct Idle: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Memory and processor time of a validator and a follower with nothing to do.")

        @Option(help: "How long to measure.")
        var seconds = 10.0

        @Flag(help: "Print JSON.")
        var json = false

        func validate() throws {
            guard (1...3600).contains(self.seconds) else { throw ValidationError("--seconds is 1 to 3600.") }
        }

        func run() async throws {
            let figures = try await IdleMeasurement(seconds: self.seconds).run()
            print(self.json ? try ReportJSON.line(figures) : "\(figures)")
            if !figures.meetsGoal { throw ExitCode(ExitStatus.found) }
        }
    }

    struct Ledger: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What one validator commits to this machine's disk, and how fast it starts again.")

        @Option(help: "Meters of the box, 2 to 1000.")
        var meters = 200

        @Option(help: "Intervals of readings, one block each.")
        var intervals = 500

        @Option(help: "Payments, once one a block and once in full blocks.")
        var payments = 1000

        @Option(help: "Folder on the disk to measure; the temporary folder without it.")
        var folder: String?

        @Flag(help: "Print JSON.")
        var json = false

        func validate() throws {
            guard (2...1000).contains(self.meters) else { throw ValidationError("--meters is 2 to 1000.") }
            guard (1...100_000).contains(self.intervals) else { throw ValidationError("--intervals is 1 to 100000.") }
            guard (1...100_000).contains(self.payments) else { throw ValidationError("--payments is 1 to 100000.") }
        }

        func run() async throws {
            let figures = try await LedgerMeasurement(
                meters: self.meters, intervals: self.intervals, payments: self.payments,
                folder: self.folder.map { URL(fileURLWithPath: $0) }
            ).run()
            print(self.json ? try ReportJSON.line(figures) : "\(figures)")
        }
    }
}
