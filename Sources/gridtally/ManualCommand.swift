import Appliance
import ArgumentParser
import Foundation

/// For whoever makes a package: people have `man gridtally`.
struct ManualCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "manual", abstract: "Write the manual's pages into a folder.", shouldDisplay: false)

    @Argument(help: "The folder, such as usr/share/man/man1.") var folder: String

    func run() throws {
        for name in try Manual.write(GridTally._dumpHelp(), to: URL(fileURLWithPath: self.folder)) { print(name) }
    }
}
