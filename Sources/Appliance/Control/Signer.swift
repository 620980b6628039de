public import Foundation
import Identity
import Ledger
import Metering

/// Signs transactions with a person's key and sees them through to finality.
public struct Signer: Sendable {
    let client: ControlClient
    private let key: SigningKey
    /// Where what is signed goes instead of to the chain, for others to sign as well.
    private let draft: URL?

    public init(client: ControlClient, key: URL, draft: URL? = nil) throws {
        self.client = client
        self.key = try KeyFile.read(key)
        self.draft = draft
    }

    public func pay(account: String, paise: Int64, reference: String) async throws -> TransactionReport {
        let number = try await self.account(account)
        let now = try await self.status().time
        return try await self.submit([
            .payment(
                Payment(account: AccountID(number), amountPaise: paise, reference: reference, receivedAt: now))
        ])[0]
    }

    public func protect(account: String, reason: String?) async throws -> TransactionReport {
        let reasons: [String: ProtectionReason] = [
            "medical": .medical, "hospital": .hospital, "water-works": .waterWorks, "street-light": .streetLight,
            "dispute": .dispute,
        ]
        let choice = try reason.map { name in
            guard let choice = reasons[name] else {
                throw ControlError.refused(
                    status: 400, reason: "'\(name)' is not a reason; choose one of \(reasons.keys.sorted())")
            }
            return choice
        }
        let number = try await self.account(account)
        return try await self.submit([.protect(Protect(account: AccountID(number), reason: choice))])[0]
    }

    /// Says that every payment received until now is on the chain.
    public func collectedThrough() async throws -> TransactionReport {
        try await self.submit([.collectedThrough(CollectedThrough(time: try await self.status().time))])[0]
    }

    /// Adds what a registry file lists.
    public func register(_ file: URL) async throws -> [TransactionReport] {
        let names: RegistryNames = try await self.client.get("/api/v1/registry")
        let bodies = try RegistryDocument(file).bodies(names, at: try await self.status().time)
        var reports: [TransactionReport] = []
        // A sender may have only so many transactions waiting.
        for start in stride(from: 0, to: bodies.count, by: 50) {
            reports += try await self.submit(Array(bodies[start..<min(start + 50, bodies.count)]))
        }
        return reports
    }

    func account(_ name: String) async throws -> UInt32 {
        let accounts: [AccountReport] = try await self.client.get("/api/v1/accounts")
        guard let account = accounts.first(where: { $0.label == name || String($0.number) == name }) else {
            throw ControlError.refused(status: 404, reason: "no account '\(name)'; `gridtally account` lists them")
        }
        return account.number
    }

    func status() async throws -> (genesis: Digest, time: UTCTime) {
        let status: StatusReport = try await self.client.get("/api/v1/status")
        guard let genesis = Digest(hex: status.genesisHash), let time = UTCTime(rfc3339: status.chainTime) else {
            throw ControlError.unreadable("status")
        }
        return (genesis, time)
    }

    /// Signs, submits in order, and waits until all are in blocks.
    func submit(_ bodies: [TransactionBody]) async throws -> [TransactionReport] {
        let (genesis, now) = try await self.status()
        let principal: PrincipalReport = try await self.client.get(
            "/api/v1/principals?key=\(self.key.publicKey.hex)")
        let transactions = bodies.enumerated().map { index, body in
            Transaction(
                sender: PrincipalID(principal.number), sequence: principal.nextSequence + UInt64(index),
                expires: now.adding(seconds: 86_400), body: body
            ).signed(by: self.key, genesis: genesis)
        }
        if let draft { return try TransactionDraft(transactions: transactions).write(draft) }
        return try await self.client.deliver(transactions)
    }

    /// Adds this key's signature to a draft.
    public func approve(_ file: URL) async throws -> [TransactionReport] {
        let principal: PrincipalReport = try await self.client.get(
            "/api/v1/principals?key=\(self.key.publicKey.hex)")
        let (genesis, _) = try await self.status()
        var draft = try TransactionDraft(reading: file)
        try draft.approve(by: self.key, as: PrincipalID(principal.number), genesis: genesis, file)
        return try draft.write(file)
    }
}
