import Foundation
import Metering

/// Supplies that are cut and come back.
extension Stage {
    /// An account that owes, and the meter behind whose relay its supply is.
    struct Debtor: Sendable {
        let account: String
        let meter: String
    }

    /// Notice and order for an account that does not pay; everybody else does.
    func order(against debtor: Debtor) async throws {
        let noticed = try await self.account(debtor.account, "is noticed", seconds: 40) {
            $0.standing == "noticed" || $0.standing == "ordered"
        }
        self.story.tell(
            "\(debtor.account) owes \(Decimal.rupees(noticed.balancePaise)) past its due date: notice served")
        let order: OrderReport = try await self.story.wait(for: "an order to disconnect", seconds: 40) {
            try await self.pay(but: debtor.account)
            let orders: [OrderReport] = try await self.boxClient.get("/api/v1/orders")
            return orders.first { $0.account == debtor.account }
        }
        self.story.tell(
            "notice over at \(self.clock(order.noticeEnd)): order \(order.number) issued at "
                + "\(self.clock(order.issuedAt)) for \(Decimal.rupees(order.arrearsPaise))")
    }

    /// Waits until the box has read the debtor's relay back as `state`.
    func relay(of debtor: Debtor, reads state: String) async throws {
        _ = try await self.story.wait(for: "\(debtor.meter): relay is read back \(state)", seconds: 40) {
            try await self.pay(but: debtor.account)
            return try await self.meter(debtor.meter).flatMap { $0.relay == state ? $0 : nil }
        }
    }

    /// The register stands still over an interval that began after the contact was read back open: readings lag behind, so
    /// their own time counts, not their order. The first value after it may lie on a line that begins before it, where the
    /// meter was last read then, so the interval is the one after that. Gives what the register shows.
    func registerStands(_ debtor: Debtor) async throws -> Int64 {
        let open = try await self.chainTime()
        let before = try await self.register(of: debtor.meter, after: open)
        let first = try await self.register(of: debtor.meter, after: before.time)
        let second = try await self.register(of: debtor.meter, after: first.time)
        guard first.value == second.value else {
            throw StepFailure(
                step: "the supply of \(debtor.meter) is cut",
                lastSeen: "\(second.value - first.value) more in the next interval")
        }
        return second.value
    }

    /// Payment, permit, and the relay closed again by the box.
    func permit(_ debtor: Debtor) async throws -> AccountReport {
        let paid = try await self.payAll(of: debtor.account)
        self.story.tell("\(debtor.account) pays \(Decimal.rupees(paid)) late")
        let account = try await self.account(debtor.account, "has a permit again", seconds: 20) {
            $0.standing == "active" && $0.permitThrough != nil
        }
        try await self.relay(of: debtor, reads: "closed")
        return account
    }

    /// Waits until the register goes on from `value`; gives what it shows then.
    func registerMoves(_ debtor: Debtor, from value: Int64) async throws -> Int64 {
        try await self.story.wait(for: "the register of \(debtor.meter) goes on", seconds: 20) {
            let register = try await self.meter(debtor.meter)?.registers.first
            return register.flatMap { $0.value > value ? $0.value : nil }
        }
    }

    private func account(
        _ label: String, _ step: String, seconds: Int, _ holds: @Sendable (AccountReport) -> Bool
    ) async throws -> AccountReport {
        try await self.story.wait(for: "\(label) \(step)", seconds: seconds) {
            let accounts: [AccountReport] = try await self.boxClient.get("/api/v1/accounts?account=\(label)")
            return accounts.first(where: holds)
        }
    }

    private func meter(_ label: String) async throws -> MeterReport? {
        let meters: [MeterReport] = try await self.boxClient.get("/api/v1/meters?meter=\(label)")
        return meters.first
    }

    private func chainTime() async throws -> UTCTime {
        let status: StatusReport = try await self.boxClient.get("/api/v1/status")
        guard let time = UTCTime(rfc3339: status.chainTime) else {
            throw StepFailure(step: "the box's time", lastSeen: status.chainTime)
        }
        return time
    }

    /// The first reading of a meter at a boundary later than `time`.
    private func register(of meter: String, after time: UTCTime) async throws -> (value: Int64, time: UTCTime) {
        try await self.story.wait(for: "the next reading of \(meter)", seconds: 20) {
            guard let register = try await self.meter(meter)?.registers.first,
                let boundary = UTCTime(rfc3339: register.boundary), boundary > time
            else { return nil }
            return (register.value, boundary)
        }
    }
}
