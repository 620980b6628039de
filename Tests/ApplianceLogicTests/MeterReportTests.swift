import Contract
import Foundation
import Identity
import Ledger
import Metering
import Tariffs
import Testing

@testable import Appliance

@Suite("What is said of a meter") struct MeterReportTests {
    /// Registers a meter whose channels were never read.
    private static func report(_ service: Service) throws -> MeterReport {
        let key = try SigningKey(seed: Array(repeating: 1, count: 32))
        let genesis = Genesis(
            zone: "zone", timeZoneName: "Asia/Kolkata", timeZoneOffsetMinutes: 330, intervalSeconds: 900,
            isDemonstration: false, time: UTCTime(seconds: 1_767_551_400),
            principals: [Principal(label: "all", key: key.publicKey, roles: [.validator, .registrar, .box])],
            policy: .standard)
        let loss = LossAllowance(fixedThousandthsPerHour: 0, basisPoints: 0, toleranceBasisPoints: 0, threshold: 0)
        let bodies: [TransactionBody] = [
            .registerNode(RegisterNode(label: "N", kind: .feeder, parent: nil, loss: loss)),
            .registerMeter(
                RegisterMeter(
                    label: "M", serial: "1", node: NodeID(0), box: PrincipalID(0), account: nil, purpose: .consumes,
                    service: service, legalUse: .billing, channels: [service.billedChannel], hasDisconnect: true)),
        ]
        var state = try ContractState(genesis: genesis)
        _ = try state.propose(
            BlockContent(
                time: genesis.time.adding(seconds: 1),
                transactions: bodies.enumerated().map { index, body in
                    Transaction(
                        sender: PrincipalID(0), sequence: UInt64(index) + 1, expires: UTCTime(seconds: 4_000_000_000),
                        body: body
                    ).signed(by: key, genesis: genesis.hash)
                }), view: 1, by: PrincipalID(0))
        try #require(state.meters.count == 1)
        return MeterReport(0, state)
    }

    @Test(
        "its service says whether a pairing trial watches pulses, here and through the service, before it was ever read",
        arguments: [
            (Service.electricity, "electricity", false), (.water, "water", true), (.irrigation, "irrigation", true),
            (.transport, "transport", true),
        ])
    func pairing(service: Service, name: String, isByFlow: Bool) throws {
        let report = try Self.report(service)
        #expect(report.registers.isEmpty && report.service == name && report.isPairedByFlow == isByFlow)
        let sent = try JSONDecoder().decode(MeterReport.self, from: JSONEncoder().encode(report))
        #expect(sent.isPairedByFlow == isByFlow)
    }
}
