import Appliance
import ArgumentParser
import Foundation

@main
struct GridTally: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gridtally",
        abstract: "Meters, ledger, bills and supply permits beside the transformer.",
        discussion: """
            Exit codes: 0 done, 1 a check failed or something was found, 2 usage, 3 not reachable, 4 refused, \
            5 data damaged.
            """,
        version: Product.version,
        subcommands: [
            RunCommand.self, SimulateCommand.self, StatusCommand.self, PeersCommand.self, ValidatorsCommand.self,
            LedgerCommand.self, SnapshotCommand.self, ProveCommand.self, VerifyCommand.self, AccountCommand.self,
            BillCommand.self, StatementCommand.self, PayCommand.self, CollectedCommand.self, ProtectCommand.self,
            DepositCommand.self, ReverseCommand.self, NoticeCommand.self, DisputeCommand.self, OrdersCommand.self,
            CalendarCommand.self, DraftCommand.self, AmendCommand.self, MeterCommand.self, FindingsCommand.self,
            EventsCommand.self, KeygenCommand.self, KeyCommand.self, GenesisCommand.self, RegistryCommand.self,
            DemoCommand.self, MeasureCommand.self, ProfilesCommand.self, TariffCommand.self, PollCommand.self,
            PlanCommand.self, ScanCommand.self, LineTestCommand.self, SniffCommand.self, IdentifyCommand.self,
            DecodeCommand.self, ReadCommand.self, WriteCommand.self, PortsCommand.self, BusesCommand.self,
            WhyCommand.self, WatchCommand.self, DoctorCommand.self, PermitCommand.self, RelayGroupCommand.self,
            TagCommand.self, VoucherCommand.self, BalanceCommand.self, PageCommand.self, ConfigCommand.self,
            SetupCommand.self, BackupCommand.self, RestoreCommand.self, ManualCommand.self,
        ])

    static func main() async {
        do {
            var command = try self.parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch {
            self.leave(with: error)
        }
    }

    /// Ends with the exit code that the kind of error has; help and version keep code 0.
    private static func leave(with error: any Error) -> Never {
        if let code = ExitStatus.code(for: error) {
            CrewScreen.complain("gridtally: \(error)")
            Foundation.exit(code)
        }
        let code = self.exitCode(for: error)
        guard code == .validationFailure else { self.exit(withError: error) }
        FileHandle.standardError.write(Data((self.fullMessage(for: error) + "\n").utf8))
        Foundation.exit(ExitStatus.usage)
    }
}
