import Appliance
import ArgumentParser
import Foundation

struct PeersCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "peers", abstract: "Show the links to other boxes, their heights, and what was turned away.")

    @OptionGroup var service: ServiceOptions

    func run() async throws {
        let report: NetworkReport = try await self.service.client.get("/api/v1/network")
        try self.service.show(report, \.text)
    }
}

struct ValidatorsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "validators", abstract: "Show who votes, who is behind, and evidence against validators.")

    @OptionGroup var service: ServiceOptions
    @Option(help: "How many of the newest blocks to look at, 1 to 1000.") var blocks: UInt64 = 100

    func run() async throws {
        let report: ValidatorsReport = try await self.service.client.get("/api/v1/validators?count=\(self.blocks)")
        try self.service.show(report, \.text)
    }
}

extension NetworkReport {
    fileprivate var text: String {
        let links = self.peers.map { peer in
            let isUp = peer.publishIsUp && peer.catchUpIsUp
            let state =
                peer.direction == "inward"
                ? "connected here" + (peer.admittedSecondsAgo.map { " \($0) s ago" } ?? "")
                : isUp ? "connected" : peer.publishIsUp || peer.catchUpIsUp ? "HALF CONNECTED" : "NOT REACHABLE"
            let height = peer.height.map { ", block \($0)" + (peer.blocksBehind == 0 ? "" : " (behind)") } ?? ""
            let label = peer.label == peer.name ? "" : peer.label.map { " (\($0))" } ?? " (NOT ON THE CHAIN)"
            return "  \(peer.name)\(label): \(state)\(height)" + (peer.lastProblem.map { "; \($0)" } ?? "")
        }
        let counters = self.counters
        return """
            block \(self.height); peers:
            \(links.isEmpty ? "  none" : links.joined(separator: "\n"))
            connections: \(counters.connectionsAccepted); handshakes: \(counters.handshakesAdmitted) admitted, \(counters.handshakesRefused) refused, \
            \(counters.handshakesFailed) failed
            messages: \(counters.published) published, \(counters.received) received, \(counters.requestsSent) asked, \
            \(counters.requestsServed) answered, \(counters.requestsRefused) refused, \(counters.dropped) dropped
            faults: \(counters.multipartDropped) of several frames, \(counters.malformedDropped) malformed, \
            \(counters.strangersDropped) of strangers, \(counters.connectionsShut) connections shut, \
            \(counters.snapshotPartsRefused) parts of snapshots refused
            """
    }
}

extension ValidatorsReport {
    fileprivate var text: String {
        let heading =
            "epoch \(self.epoch), \(self.validators.count) validators, a quorum is \(self.quorum); "
            + "block \(self.height), the last \(self.blocks) looked at"
        let lines = self.validators.map { validator in
            let last = validator.lastSigned.map { "last block \($0)" } ?? "NOT ONE"
            let behind = validator.blocksBehind.map { $0 == 0 ? "up to date" : "\($0) blocks behind" } ?? "not heard"
            return "  \(validator.number) \(validator.label)\(validator.isThisBox ? " (this box)" : ""): signed "
                + "\(validator.signed) of \(validator.certificates) certificates (\(last)), proposed "
                + "\(validator.proposed), \(behind)"
        }
        let evidence = self.evidence.map {
            "EVIDENCE \($0.number): \($0.label) \($0.kind) in view \($0.view) of epoch \($0.epoch), recorded \($0.recordedAt)"
        }
        return ([heading] + lines + evidence).joined(separator: "\n")
    }
}
