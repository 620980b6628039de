import Appliance
import ArgumentParser

struct BusesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "buses",
        abstract: "Show how well the lines work: latency, failures, who uses the line, what stands out.",
        discussion: """
            Asks the running service; the worst bus and unit come first. Rates that stand out are of the last hour. \
            Exits 1 where a fault was found.
            """)

    @Argument(help: "Only this bus.")
    var bus: String?

    @OptionGroup var service: ServiceOptions

    @Flag(help: "Show each register block of a unit as well.")
    var blocks = false

    func run() async throws {
        let reports: [BusStatisticsReport] = try await self.service.client.get(
            "/api/v1/buses/statistics" + (self.bus.map { "?bus=\(ControlClient.part($0))" } ?? ""))
        try self.service.show(reports, empty: "This box has no buses.") { report in
            StatisticsText.text(of: report, blocks: self.blocks) + "\n"
        }
        if reports.contains(where: { $0.findings.contains(where: \.isFault) }) { throw ExitCode(ExitStatus.found) }
    }
}
