import Contract
import Identity
import Ledger
import Metering
import Platform
import Storage

/// The chain as the relays' guards see it: of the running replica, or as it lies in the files.
protocol ChainView: Sendable {
    /// The state at the tip.
    func snapshot() async -> ContractState
    /// Block time of the tip, and when it came by the monotonic clock, in nanoseconds.
    func tipClock() async -> (time: UTCTime, monotonicNanoseconds: Int64)
    /// Payments for an account that are not final yet; nil where nobody can know.
    func pendingPayments(for account: AccountID) async -> Int64?
}

extension ChainNode: ChainView {
    func pendingPayments(for account: AccountID) -> Int64? { self.hasPendingPayment(for: account) ? 1 : 0 }
}

/// The chain as it was when the service last ran: as old as its tip.
struct StoredChain: ChainView {
    let state: ContractState

    func snapshot() async -> ContractState { self.state }
    func tipClock() async -> (time: UTCTime, monotonicNanoseconds: Int64) {
        (self.state.time, MonotonicClock.nanoseconds)
    }
    func pendingPayments(for account: AccountID) async -> Int64? { nil }
}

/// Where what the box has to say to the chain waits.
protocol EventOutbox: Sendable {
    /// It is durable when this returns.
    func enqueue(_ body: TransactionBody) async throws
    /// With a value that was never set; both are durable when this returns.
    ///
    /// - Returns: false where the value was set before, and then nothing changed.
    func enqueue(_ body: TransactionBody, once key: String, _ value: [UInt8]) async throws -> Bool
}

extension OutboxSubmitter: EventOutbox {}

/// The outbox while no service runs: the next one takes it to the chain.
struct StoredOutbox: EventOutbox {
    let box: BoxStore
    let clock: ScaledClock

    func enqueue(_ body: TransactionBody) async throws {
        try await self.box.enqueue([body], at: UTCTime(milliseconds: self.clock.nowMilliseconds))
    }

    func enqueue(_ body: TransactionBody, once key: String, _ value: [UInt8]) async throws -> Bool {
        try await self.box.enqueue(
            body, at: UTCTime(milliseconds: self.clock.nowMilliseconds), settingOnce: key, value)
    }
}
