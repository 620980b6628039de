import Appliance
import ArgumentParser
import Foundation

extension MeasureCommand {
    struct Cluster: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Several validators and followers as processes: readings a second, finality, catch-up, memory.")

        @Option(help: "Validators, 1 to 10.")
        var validators = 4

        @Option(help: "Followers, 0 to 10.")
        var followers = 1

        @Option(help: "Readings of one signature, 2 to 1000.")
        var batch = 500

        @Option(help: "Readings a second offered in batches.")
        var rate = 20_000

        @Option(help: "Singly signed readings a second offered.")
        var singleRate = 1000

        @Option(help: "How long each is offered.")
        var seconds = 20.0

        @Option(help: "Folder on the disk to measure; the temporary folder without it.")
        var folder: String?

        @Flag(help: "Print JSON.")
        var json = false

        func validate() throws {
            guard (1...10).contains(self.validators) else { throw ValidationError("--validators is 1 to 10.") }
            guard (0...10).contains(self.followers) else { throw ValidationError("--followers is 0 to 10.") }
            guard (2...1000).contains(self.batch) else { throw ValidationError("--batch is 2 to 1000.") }
            guard (1...1_000_000).contains(self.rate), (1...100_000).contains(self.singleRate) else {
                throw ValidationError("--rate is 1 to 1000000, --single-rate 1 to 100000.")
            }
            guard (1...3600).contains(self.seconds) else { throw ValidationError("--seconds is 1 to 3600.") }
        }

        func run() async throws {
            let figures = try await ClusterMeasurement(
                validators: self.validators, followers: self.followers, batch: self.batch, rate: self.rate,
                singleRate: self.singleRate, seconds: self.seconds,
                folder: self.folder.map { URL(fileURLWithPath: $0) }
            ).run()
            print(self.json ? try ReportJSON.line(figures) : "\(figures)")
        }
    }

    struct Link: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "What a follower's links carry in a month.",
            discussion: """
                Computed from the sizes of real messages; with --minutes also measured, in network namespaces that it \
                makes, which needs root: a whole zone hands in its readings every quarter of an hour meanwhile.
                """)

        @Option(help: "Boxes of the zone.")
        var boxes = 100

        @Option(help: "Meters of each, 2 to 1000.")
        var meters = 200

        @Option(help: "Validators.")
        var validators = 4

        @Option(help: "Peers that the follower is connected to.")
        var peers = 2

        @Option(help: "Blocks for the readings of one interval; what is measured has its own.")
        var blocks = 20

        @Option(help: "Seconds that transactions wait at the validators for others, 0 to 60 (batch).")
        var batch = 2

        @Option(help: "Seconds that the follower waits for more blocks, 0 to 60 (network.gather).")
        var gather = 5

        @Option(help: "Minutes to measure; whole quarters of an hour say most.")
        var minutes = 0.0

        @Flag(help: "Print JSON.")
        var json = false

        func validate() throws {
            guard (1...10_000).contains(self.boxes), (2...1000).contains(self.meters) else {
                throw ValidationError("--boxes is 1 to 10000, --meters 2 to 1000.")
            }
            guard (1...100).contains(self.validators), (1...64).contains(self.peers) else {
                throw ValidationError("--validators is 1 to 100, --peers 1 to 64.")
            }
            guard (0...60).contains(self.batch), (0...60).contains(self.gather) else {
                throw ValidationError("--batch and --gather are 0 to 60 seconds.")
            }
            guard (1...10_000).contains(self.blocks) else { throw ValidationError("--blocks is 1 to 10000.") }
            guard self.minutes == 0 || (1...1440).contains(self.minutes) else {
                throw ValidationError("--minutes is 1 to 1440.")
            }
        }

        func run() async throws {
            let budget = try LinkBudget(
                boxes: self.boxes, meters: self.meters, validators: self.validators, peers: self.peers,
                blocksInInterval: self.blocks, rangesInInterval: LinkBudget.ranges(gatherSeconds: self.gather))
            print(self.json ? try ReportJSON.line(budget) : "\(budget)")
            var meetsGoal = budget.meetsGoal
            if self.minutes > 0 {
                let figures = try await LinkMeasurement(
                    boxes: self.boxes, meters: self.meters, validators: self.validators, batchSeconds: self.batch,
                    gatherSeconds: self.gather, minutes: self.minutes, folder: nil
                ).run()
                print(self.json ? try ReportJSON.line(figures) : "\(figures)")
                meetsGoal = meetsGoal && figures.meetsGoal
            }
            if !meetsGoal { throw ExitCode(ExitStatus.found) }
        }
    }

    struct Kills: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Kill validators and followers under load, and compare all replicas in the end.",
            discussion: """
                At most as many validators are dead at once as the zone can bear. Exits 1 where replicas differ, or where \
                something that was reported final is lost.
                """)

        @Option(help: "Validators, 1 to 10.")
        var validators = 4

        @Option(help: "Followers, 0 to 10.")
        var followers = 2

        @Option(help: "How many SIGKILLs.")
        var kills = 200

        @Option(help: "Seconds in which so many validators stand still that the others are no quorum.")
        var standstill = 0.0

        @Option(help: "Seconds in which the network is cut in two; each replica in a namespace, which needs root.")
        var partition = 0.0

        @Option(help: "Seconds of load without a kill after that.")
        var soak = 0.0

        @Option(help: "Seed of the moments and victims.")
        var seed: UInt64 = 1

        @Flag(help: "Print JSON.")
        var json = false

        func validate() throws {
            guard (1...10).contains(self.validators) else { throw ValidationError("--validators is 1 to 10.") }
            guard (0...10).contains(self.followers) else { throw ValidationError("--followers is 0 to 10.") }
            guard (0...100_000).contains(self.kills) else { throw ValidationError("--kills is 0 to 100000.") }
            for seconds in [self.standstill, self.partition, self.soak] where !(0...86_400).contains(seconds) {
                throw ValidationError("--standstill, --partition and --soak are 0 to 86400 seconds.")
            }
        }

        func run() async throws {
            let figures = try await KillMeasurement(
                validators: self.validators, followers: self.followers, kills: self.kills,
                standstillSeconds: self.standstill, partitionSeconds: self.partition, soakSeconds: self.soak,
                seed: self.seed
            ).run()
            print(self.json ? try ReportJSON.line(figures) : "\(figures)")
            if !figures.holds { throw ExitCode(ExitStatus.found) }
        }
    }
}
