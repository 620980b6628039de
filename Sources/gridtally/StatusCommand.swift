import Appliance
import ArgumentParser

struct StatusCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "status", abstract: "Show the chain, the peers, the buses and the accounts of this box.")

    @OptionGroup var service: ServiceOptions

    func run() async throws {
        let status: StatusReport = try await self.service.client.get("/api/v1/status")
        try self.service.show(status, \.text)
    }
}

extension StatusReport {
    fileprivate var text: String {
        let heading = [
            "\(self.name): \(self.role) of zone \(self.zone), gridtally \(self.version)",
            "  block \(self.height)  \(self.tipHash.prefix(16))  state \(self.stateRoot.prefix(16))",
            "  chain time \(self.chainTime), newest block \(self.tipAgeSeconds) s old"
                + (self.clockScale == 1 ? "" : " (clock ×\(self.clockScale))"),
            "  accounts: \(self.accounts.active) active, \(self.accounts.due) due, \(self.accounts.noticed) noticed, "
                + "\(self.accounts.ordered) ordered off, \(self.accounts.protected) protected",
            "  open findings: \(self.openFindings)   waiting to go out: \(self.outbox)   "
                + "memory: \(self.residentKilobytes / 1024) MB",
        ]
        let troubles =
            (self.notStoring.map { ["  STORES NOTHING: \($0)"] } ?? [])
            + (self.notVoting.map { ["  DOES NOT VOTE: \($0)"] } ?? [])
        let configuration =
            (self.configuration?.problem.map { ["  CONFIGURATION REFUSED, the old one is in force: \($0)"] } ?? [])
            + (self.configuration?.waiting ?? []).map { "  changed in the file, in force after a restart: \($0)" }
        let peers = self.peers.map { "  peer \($0.name): \($0.isConnected ? "connected" : "NOT REACHABLE")" }
        return (heading + troubles + configuration + peers + self.buses.flatMap(\.lines)).joined(separator: "\n")
    }
}

extension BusReport {
    fileprivate var lines: [String] {
        // A failure's text begins with the place, as it does in the log.
        let place = "bus \(self.name) (\(self.port)): "
        let state = self.state.hasPrefix(place) ? String(self.state.dropFirst(place.count)) : self.state
        let heading =
            "  \(place)\(state); \(self.transactions) transactions, "
            + "\(self.timeOuts) time-outs, \(self.checksumErrors) checksum errors, \(self.exceptions) exceptions"
        return [heading]
            + self.devices.map { device in
                let answer =
                    device.lastAnswerSeconds.map { "answered \(Int($0)) s ago" } ?? "has not answered yet"
                let relay = device.relay.map { ", relay \($0)" } ?? ""
                return "    \(device.name) (unit \(device.unit), \(device.profile)): "
                    + (device.isCommunicating ? answer : "NOT COMMUNICATING, \(answer)") + relay
            }
    }
}
