import Contract
import Foundation
import Glibc
import Identity
import Ledger
import Metering
import Platform
import Storage
import Tariffs

/// Makes reports of the state, the stores and the buses.
struct ReportMaker: Sendable {
    let name: String
    let node: ChainNode
    let store: ChainStore
    let box: BoxService
    let outbox: OutboxSubmitter
    let reload: ConfigurationReload
    let links: PeerLinks
    /// Nil where nothing is watched for losses.
    let losses: LossWatch?

    /// As it is in force.
    var configuration: BoxConfiguration { self.box.plan.configuration }

    func status() async throws -> StatusReport {
        let state = await self.node.snapshot()
        let now = await self.node.chainNow
        return StatusReport(
            name: self.name, version: Product.version, zone: state.genesis.zone,
            genesisHash: self.node.genesisHash.hex, intervalSeconds: state.genesis.intervalSeconds,
            role: await self.node.isValidator ? "validator" : "follower",
            principal: await self.node.principal?.number, height: state.height, tipHash: state.tipHash.hex,
            stateRoot: state.root.hex, tipTime: "\(state.time)", chainTime: "\(now)",
            tipAgeSeconds: (now.milliseconds - state.time.milliseconds) / 1000,
            clockScale: self.configuration.clock.scale,
            peers: await self.links.reports(), buses: await self.buses(), outbox: try await self.outbox.count(),
            accounts: Self.counts(state), openFindings: state.findings.count { $0.isOpen },
            heldBills: state.accounts.reduce(0) { $0 + $1.heldPeriods.count },
            unsettledVouchers: state.vouchers.count { $0.unsettledAt != nil },
            refusedHandshakes: self.links.refusedHandshakes,
            residentKilobytes: ProcessUsage(of: getpid())?.residentKilobytes ?? 0,
            notVoting: await self.notVoting(state), notStoring: await self.node.trouble.notStoring,
            notWatching: self.losses?.trouble.withLock { $0 }, configuration: await self.reload.report)
    }

    private func notVoting(_ state: ContractState) async -> String? {
        let key = self.node.settings.key.publicKey
        guard state.validators.members.contains(where: { $0.key == key }), await !self.node.isValidator else {
            return nil
        }
        return await self.node.trouble.notVoting ?? "its vote register cannot be trusted; the log says why"
    }

    private static func counts(_ state: ContractState) -> AccountCounts {
        func count(_ stage: PermitStage) -> Int { state.accounts.count { $0.stage == stage } }
        return AccountCounts(
            active: count(.active), due: count(.due), noticed: count(.noticed), ordered: count(.ordered),
            protected: state.accounts.count { $0.protection != nil })
    }

    func registry() async -> RegistryNames { RegistryNames(await self.node.snapshot()) }

    func principal(key: String?) async throws -> PrincipalReport {
        let state = await self.node.snapshot()
        guard let number = state.principals.firstIndex(where: { $0.key.hex == key }) else {
            throw RequestRefusal(
                kind: .notFound, description: "no principal of this zone has this key; the registrar adds it")
        }
        let record = state.principals[number]
        return PrincipalReport(
            number: UInt32(number), label: record.label, roles: record.roles.roleNames,
            nextSequence: state.nextSequence(of: PrincipalID(UInt32(number))))
    }

    // MARK: Transactions and blocks

    func submit(_ bytes: [UInt8]) async throws -> TransactionReport {
        let transaction: SignedTransaction
        do {
            transaction = try SignedTransaction(decoding: bytes)
        } catch {
            throw RequestRefusal(kind: .badRequest, description: "not a transaction: \(error)")
        }
        try await self.node.submit(transaction)
        return TransactionReport(id: transaction.id.hex, state: "waiting", height: nil, failure: nil)
    }

    func transaction(id: String) async throws -> TransactionReport {
        guard let digest = Digest(hex: id) else {
            throw RequestRefusal(kind: .badRequest, description: "'\(id)' is not a transaction ID of 64 digits")
        }
        guard let outcome = await self.node.outcome(of: digest) else {
            return TransactionReport(id: id, state: "unknown", height: nil, failure: nil)
        }
        return TransactionReport(
            id: id, state: outcome.failure == nil ? "final" : "failed", height: outcome.height, failure: outcome.failure
        )
    }

    func blocks(from: UInt64?, count: UInt64) async throws -> [BlockReport] {
        let height = await self.node.snapshot().height
        let number = Int(min(count, 1000))
        let first = from ?? (height >= UInt64(number) ? height - UInt64(number) + 1 : 1)
        return try await self.store.blocks(from: max(1, first), count: number, maximumBytes: 16 << 20).map(
            BlockReport.init)
    }

    func events(from: UInt64, count: UInt64) async throws -> [EventReport] {
        try await self.store.events(since: from, kind: nil, limit: Int(min(count, 10_000))).map {
            EventReport(height: $0.height, kind: $0.kind, text: $0.text)
        }
    }
}
