public import Foundation
import Identity
import Ledger
import Metering

/// Notices, disputes, deposits, reversals, orders and days without any.
extension Signer {
    private static let noticeModes: [(name: String, mode: NoticeMode)] = [
        ("hand", .hand), ("post", .post), ("text-message", .textMessage), ("email", .email), ("affixed", .affixed),
    ]
    private static let reversalReasons: [(name: String, reason: ReversalReason)] = [
        ("dishonoured", .dishonoured), ("mistaken", .mistaken), ("charged-back", .chargedBack),
    ]
    private static let revocationCauses: [(name: String, cause: RevocationCause)] = [
        ("stolen", .stolen), ("lost", .lost), ("retired", .retired),
    ]

    /// - Parameters:
    ///   - time: RFC 3339; nil for now.
    ///   - proof: a file, of which the hash goes on the chain.
    public func noticeServed(
        account: String, mode: String, at time: String?, proof: URL
    ) async throws -> TransactionReport {
        let mode = try Self.choice(mode, Self.noticeModes, "way to serve a notice")
        let account = try await self.account(account)
        let served = try time.map { try Self.time($0) }
        let now = try await self.status().time
        let notice = NoticeServed(
            account: account, mode: mode, servedAt: served ?? now, proof: try Self.digest(of: proof))
        return try await self.submit([.noticeServed(notice)])[0]
    }

    public func dispute(bill: UInt32, complaint: URL) async throws -> TransactionReport {
        try await self.submit([.disputeBill(DisputeBill(bill: bill, complaint: try Self.digest(of: complaint)))])[0]
    }

    public func decide(bill: UInt32, reliefPaise: Int64, order: URL) async throws -> TransactionReport {
        try await self.submit([
            .decideDispute(DecideDispute(bill: bill, reliefPaise: reliefPaise, order: try Self.digest(of: order)))
        ])[0]
    }

    public func deposit(bill: UInt32, paise: Int64, reference: String) async throws -> TransactionReport {
        let now = try await self.status().time
        return try await self.submit([
            .deposit(Deposit(bill: bill, amountPaise: paise, reference: reference, receivedAt: now))
        ])[0]
    }

    public func reverse(reference: String, reason: String) async throws -> TransactionReport {
        let reason = try Self.choice(reason, Self.reversalReasons, "reason")
        return try await self.submit([.reversal(Reversal(reference: reference, reason: reason))])[0]
    }

    /// Pays for `account` from the credit of another one, which this key's principal holds.
    public func payFromCredit(
        of source: String, account: String, paise: Int64, reference: String
    ) async throws -> TransactionReport {
        let names = try await self.names()
        let payment = PayFromCredit(
            from: AccountID(try Self.number(source, names.accounts, "account")),
            account: AccountID(try Self.number(account, names.accounts, "account")), amountPaise: paise,
            reference: reference)
        return try await self.submit([.payFromCredit(payment)])[0]
    }

    /// - Parameter holder: label or number of a principal; nil where nobody holds the account any more.
    public func setHolder(of account: String, to holder: String?) async throws -> TransactionReport {
        let names = try await self.names()
        let setting = SetHolder(
            account: AccountID(try Self.number(account, names.accounts, "account")),
            holder: try holder.map { PrincipalID(try Self.number($0, names.principals, "principal")) })
        return try await self.submit([.setHolder(setting)])[0]
    }

    public func approveOrder(account: String) async throws -> TransactionReport {
        try await self.submit([.approveOrder(ApproveOrder(account: try await self.account(account)))])[0]
    }

    /// - Parameter day: such as `2026-01-26`.
    public func releaseOrders(day: String, additional: UInt32) async throws -> TransactionReport {
        let day = try Self.day(day)
        return try await self.submit([.releaseOrders(ReleaseOrders(day: day, additional: additional))])[0]
    }

    /// - Parameter holidays: days such as `2026-01-26`.
    public func setCalendar(holidays: [String]) async throws -> TransactionReport {
        let days = Set(try holidays.map { try Self.day($0) }).sorted()
        return try await self.submit([.setCalendar(SetCalendar(holidays: days))])[0]
    }

    /// - Parameter replacement: the file of the new key.
    public func revokeKey(of label: String, cause: String, replacement: URL?) async throws -> TransactionReport {
        let cause = try Self.choice(cause, Self.revocationCauses, "cause")
        let id = PrincipalID(try Self.number(label, try await self.names().principals, "principal"))
        let genesis = try await self.status().genesis
        let rotation = try replacement.map { RotateKey(to: try KeyFile.read($0), of: id, genesis: genesis) }
        return try await self.submit([
            .revokeKey(RevokeKey(principal: id, cause: cause, replacement: rotation))
        ])[0]
    }

    private static func digest(of file: URL) throws -> Digest {
        Digest.sha256(try FileError.bytes(of: file, atMost: 1 << 26))
    }

    static func time(_ text: String) throws -> UTCTime {
        guard let time = UTCTime(rfc3339: text) else {
            throw ControlError.refused(
                status: 400, reason: "'\(text)' is no time; write one such as 2026-01-26T10:30:00Z")
        }
        return time
    }

    /// The local day's number: days are counted from 1970-01-01 wherever they are.
    static func day(_ text: String) throws -> UInt32 {
        guard let date = CivilDate(text), let day = UInt32(exactly: date.daysSinceEpoch) else {
            throw ControlError.refused(status: 400, reason: "'\(text)' is no day; write one such as 2026-01-26")
        }
        return day
    }
}
