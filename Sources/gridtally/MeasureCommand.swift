import Appliance
import ArgumentParser
import Foundation

struct MeasureCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "measure",
        abstract: "Print the figures of docs/performance.md on this machine; exits 1 where a goal is missed.",
        subcommands: [
            Line.self, Faults.self, Relay.self, TCP.self, Fleet.self, Idle.self, Ledger.self, Cluster.self,
            Etcd.self, Kills.self, Link.self, Meters.self,
            Storm.self, Proofs.self, Contract.self, Losses.self,
        ])
}

extension MeasureCommand {
    struct Line: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Poll a serial line as fast as the protocol allows, and compare with the line's optimum.",
            discussion: "Without --baud: 9600, 19200 and 115200, and 115200 with strict characters.")

        @Option(help: "Bit/s; several are measured one after the other.")
        var baud: [Int] = []

        @Option(help: "standard, or strict-characters: 3.5 characters above 19200 baud too.")
        var silence = "standard"

        @Option(help: "Devices on the line, 1 to 247.")
        var devices = 10

        @Option(help: "Quantities that are read of each.")
        var quantities = 24

        @Option(help: "How long to measure.")
        var seconds = 20.0

        @Option(help: "The devices' model.")
        var profile = "eastron-sdm630"

        @Option(help: "Milliseconds from a request's last character to the answer's first.")
        var turnaround = 20

        @Option(help: "A line that is there already; without it one is simulated.")
        var port: String?

        @Option(help: "Folder of device profiles.")
        var profiles = "profiles"

        @Flag(help: "Print JSON.")
        var json = false

        func validate() throws {
            guard (1...247).contains(self.devices) else { throw ValidationError("--devices is 1 to 247.") }
            guard (1...1000).contains(self.quantities) else { throw ValidationError("--quantities is 1 to 1000.") }
            guard (1...3600).contains(self.seconds) else { throw ValidationError("--seconds is 1 to 3600.") }
            guard (0...1000).contains(self.turnaround) else { throw ValidationError("--turnaround is 0 to 1000.") }
            guard ["standard", "strict-characters"].contains(self.silence) else {
                throw ValidationError("--silence is standard or strict-characters.")
            }
        }

        func run() async throws {
            let isStrict = self.silence == "strict-characters"
            let runs =
                self.baud.isEmpty
                ? [(9600, isStrict), (19200, isStrict), (115_200, false), (115_200, true)]
                : self.baud.map { ($0, isStrict) }
            var meetsGoals = true
            for (baud, strictCharacters) in runs {
                let figures = try await LineMeasurement(
                    baud: baud, devices: self.devices, quantities: self.quantities, seconds: self.seconds,
                    profile: self.profile, profiles: URL(fileURLWithPath: self.profiles),
                    turnaroundMilliseconds: self.turnaround, strictCharacters: strictCharacters, port: self.port
                ).run()
                print(self.json ? try ReportJSON.line(figures) : "\(figures)")
                meetsGoals = meetsGoals && figures.meetsGoals
            }
            if !meetsGoals { throw ExitCode(ExitStatus.found) }
        }
    }

    struct TCP: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Poll Modbus TCP gateways as fast as they answer.",
            discussion: "scripts/benchmark starts gateways and a plain libmodbus loop beside it.")

        @Option(help: "Where the gateways are.")
        var host = "127.0.0.1"

        @Option(help: "TCP port of the first gateway; each next one has the next.")
        var port = 15020

        @Option(help: "Gateways, one connection each.")
        var gateways = 8

        @Option(help: "Units behind each gateway.")
        var units = 25

        @Option(help: "Input registers of each unit, an even number.")
        var registers = 80

        @Option(help: "How long to measure.")
        var seconds = 10.0

        @Flag(help: "Print JSON.")
        var json = false

        func validate() throws {
            guard (1...1000).contains(self.gateways) else { throw ValidationError("--gateways is 1 to 1000.") }
            guard (1...247).contains(self.units) else { throw ValidationError("--units is 1 to 247.") }
            guard (2...124).contains(self.registers) else { throw ValidationError("--registers is 2 to 124.") }
            guard (1...3600).contains(self.seconds) else { throw ValidationError("--seconds is 1 to 3600.") }
        }

        func run() async throws {
            let figures = try await GatewayMeasurement(
                host: self.host, port: self.port, gateways: self.gateways, units: self.units,
                registers: self.registers, seconds: self.seconds
            ).run()
            print(self.json ? try ReportJSON.line(figures) : "\(figures)")
        }
    }

    struct Fleet: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Memory of one box with many simulated lines, over time.")

        @Option(help: "Lines, 1 to 64.")
        var lines = 16

        @Option(help: "Units on each line, 1 to 247.")
        var units = 30

        @Option(help: "How long to measure, after every meter has answered twice.")
        var seconds = 120.0

        @Option(help: "The meters' model.")
        var profile = "eastron-sdm630"

        @Option(help: "Folder of device profiles.")
        var profiles = "profiles"

        @Flag(help: "Print JSON.")
        var json = false

        func validate() throws {
            guard (1...64).contains(self.lines) else { throw ValidationError("--lines is 1 to 64.") }
            guard (1...247).contains(self.units) else { throw ValidationError("--units is 1 to 247.") }
            guard (1...86_400).contains(self.seconds) else { throw ValidationError("--seconds is 1 to 86400.") }
        }

        func run() async throws {
            let figures = try await FleetMeasurement(
                lines: self.lines, units: self.units, seconds: self.seconds, profile: self.profile,
                profiles: URL(fileURLWithPath: self.profiles)
            ).run()
            print(self.json ? try ReportJSON.line(figures) : "\(figures)")
            if !figures.meetsGoals { throw ExitCode(ExitStatus.found) }
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
