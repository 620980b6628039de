import Appliance
import ArgumentParser

struct PermitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "permit", abstract: "Supply permits: why a supply is on or off.", subcommands: [Why.self])

    struct Why: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Show each guard with the value that it saw: now, and at the last switchings.",
            discussion: """
                Without the service the stored chain and the journal are looked at; what only the lines can tell is not \
                known then. Nothing is switched.
                """)

        @Argument(help: "Label of the meter.") var meter: String
        @Flag(help: "Of the journal's entries, each guard too.") var all = false
        @OptionGroup var field: FieldOptions

        func run() async throws {
            let report = try await self.field.desk().why(self.meter)
            print(self.field.json ? try ReportJSON.line(report) : report.text(all: self.all))
        }
    }
}

extension PermitWhyReport {
    fileprivate func text(all: Bool) -> String {
        let account = self.account.map { "account \($0)" } ?? "no account"
        var lines = [
            "\(self.meter): \(account), \(self.standing ?? "no standing")"
                + (self.permitThrough.map { ", permit through \($0)" } ?? "")
                + (self.protection.map { ", protected (\($0))" } ?? ""),
            self.order.map { "order \($0) stands" } ?? "no order stands: it would not be disconnected",
            "the guards \(self.isOffline ? "by the files alone" : "now"), \(self.now.at), newest block \(self.tipTime):",
        ]
        lines += self.now.lines
        lines.append(self.journal.isEmpty ? "nothing was ever switched here" : "the journal, the newest first:")
        for entry in self.journal {
            lines.append("  \(entry.at)  \(entry.text)")
            lines.append("    \(entry.before) before, \(entry.after) after" + (entry.authority.map { "; \($0)" } ?? ""))
            if all, let guards = entry.recheck ?? entry.check { lines += guards.lines.map { "  \($0)" } }
        }
        return lines.joined(separator: "\n")
    }
}

extension GuardsReport {
    fileprivate var lines: [String] {
        self.guards.map { "  \($0.holds ? "holds" : "FAILS")  \($0.name): \($0.sentence)" }
    }
}
