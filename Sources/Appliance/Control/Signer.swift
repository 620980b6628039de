public import Foundation
import Identity
import Ledger
import Metering

/// Signs transactions with a person's key and sees them through to finality.
public struct Signer: Sendable {
    let client: ControlClient
    let key: SigningKey
    /// Where what is signed goes instead of to the chain, for others to sign as well.
    private let draft: URL?

    private static let protectionReasons: [(name: String, reason: ProtectionReason)] = [
        ("medical", .medical), ("hospital", .hospital), ("water-works", .waterWorks), ("street-light", .streetLight),
        ("dispute", .dispute),
    ]

    public init(client: ControlClient, key: URL, draft: URL? = nil) throws {
        self.client = client
        self.key = try KeyFile.read(key)
        self.draft = draft
    }

    public func pay(account: String, paise: Int64, reference: String) async throws -> TransactionReport {
        let account = try await self.account(account)
        let now = try await self.status().time
        return try await self.submit([
            .payment(
                Payment(account: account, amountPaise: paise, reference: reference, receivedAt: now))
        ])[0]
    }

    public func protect(account: String, reason: String?) async throws -> TransactionReport {
        let choice = try reason.map { try Self.choice($0, Self.protectionReasons, "reason") }
        let account = try await self.account(account)
        return try await self.submit([.protect(Protect(account: account, reason: choice))])[0]
    }

    /// Says that every payment received until now is on the chain.
    public func collectedThrough() async throws -> TransactionReport {
        try await self.submit([.collectedThrough(CollectedThrough(time: try await self.status().time))])[0]
    }

    /// Adds what a registry file lists.
    public func register(_ file: URL) async throws -> [TransactionReport] {
        try await self.submit(
            try RegistryDocument(file).bodies(try await self.names(), at: try await self.status().time))
    }

    func names() async throws -> RegistryNames { try await self.client.get("/api/v1/registry") }

    func account(_ name: String) async throws -> AccountID {
        AccountID(try Self.number(name, try await self.names().accounts, "account"))
    }

    /// The number of what has this label or, where none has, of what has this number.
    static func number(_ name: String, _ labels: [String], _ what: String) throws -> UInt32 {
        guard let number = labels.firstIndex(of: name) ?? Int(name), labels.indices.contains(number) else {
            throw ControlError.refused(status: 404, reason: "no \(what) '\(name)' is registered; check the label")
        }
        return UInt32(number)
    }

    static func choice<Value>(_ name: String, _ values: [(String, Value)], _ what: String) throws -> Value {
        guard let value = values.first(where: { $0.0 == name })?.1 else {
            throw ControlError.refused(
                status: 400,
                reason: "'\(name)' is no \(what); choose one of \(values.map(\.0).joined(separator: ", "))")
        }
        return value
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
        if let draft { return try TransactionDraft(transactions: transactions).create(draft) }
        return try await self.client.deliver(transactions)
    }

    /// Adds this key's signature to a draft.
    public func approve(_ file: URL) async throws -> [DraftReport] {
        let principal: PrincipalReport = try await self.client.get(
            "/api/v1/principals?key=\(self.key.publicKey.hex)")
        let (genesis, _) = try await self.status()
        var draft = try TransactionDraft(reading: file)
        try draft.approve(by: self.key, as: PrincipalID(principal.number), genesis: genesis, file)
        try draft.replace(file)
        return draft.reports
    }
}
