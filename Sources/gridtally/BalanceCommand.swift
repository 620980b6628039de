import ArgumentParser

struct BalanceCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "balance", abstract: "Energy balance of feeders, offline.",
        subcommands: [Analyse.self, Score.self, Generate.self])
}
