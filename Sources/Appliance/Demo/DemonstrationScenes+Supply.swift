import Foundation
import Metering

extension DemonstrationScenes {
    /// Notice, order, guards, trip and read-back for the account that did not pay.
    func disconnect() async throws {
        let noticed = try await self.account(self.lateAccount, "is noticed", seconds: 40) {
            $0.standing == "noticed" || $0.standing == "ordered"
        }
        self.story.tell(
            "\(self.lateAccount) owes \(Decimal.rupees(noticed.balancePaise)) past its due date: notice served")
        let order: OrderReport = try await self.story.wait(for: "an order to disconnect", seconds: 40) {
            try await self.pay(but: self.lateAccount)
            let orders: [OrderReport] = try await self.cast.client("box-1").get("/api/v1/orders")
            return orders.first { $0.account == self.lateAccount }
        }
        self.story.tell(
            "notice over at \(self.clock(order.noticeEnd)): order \(order.number) issued at "
                + "\(self.clock(order.issuedAt)) for \(Decimal.rupees(order.arrearsPaise))")
        let meter = try await self.meter(self.lateMeter, "relay is read back open", seconds: 40) { $0.relay == "open" }
        self.story.tell(
            "box-1 checked its guards, opened the relay of \(meter.label) over Modbus and read it back: open")
        try await self.confirmSupplyIsOff()
    }

    /// The register of the disconnected meter stands still over an interval that began after the contact was read back
    /// open: readings lag behind, so their own time counts, not their order.
    private func confirmSupplyIsOff() async throws {
        let status: StatusReport = try await self.cast.client("box-1").get("/api/v1/status")
        guard let open = UTCTime(rfc3339: status.chainTime) else {
            throw StepFailure(step: "the box's time", lastSeen: status.chainTime)
        }
        let first = try await self.register(after: open)
        let second = try await self.register(after: first.time)
        guard first.register.value == second.register.value else {
            throw StepFailure(
                step: "the load is cut",
                lastSeen: "\(second.register.value - first.register.value) Wh in the next interval")
        }
        self.story.tell(
            "the load is really cut: the register stands at \(Decimal.kilowattHours(second.register.value))")
    }

    /// The first reading of the disconnected meter at a boundary later than `time`.
    private func register(after time: UTCTime) async throws -> (register: RegisterReport, time: UTCTime) {
        try await self.story.wait(for: "the next reading of \(self.lateMeter)", seconds: 20) {
            let meters: [MeterReport] = try await self.cast.client("box-1").get(
                "/api/v1/meters?meter=\(self.lateMeter)")
            guard let register = meters.first?.registers.first, let boundary = UTCTime(rfc3339: register.boundary),
                boundary > time
            else { return nil }
            return (register, boundary)
        }
    }

    func reconnect() async throws {
        let paid = try await self.payLate()
        self.story.tell("\(self.lateAccount) pays \(Decimal.rupees(paid)) late")
        let account = try await self.account(self.lateAccount, "has a permit again", seconds: 20) {
            $0.standing == "active" && $0.permitThrough != nil
        }
        _ = try await self.meter(self.lateMeter, "relay is read back closed", seconds: 40) { $0.relay == "closed" }
        self.story.tell(
            "order revoked, permit through \(self.clock(account.permitThrough ?? "")); "
                + "relay closed and read back, no manual step")
    }

    private func account(
        _ label: String, _ step: String, seconds: Int, _ holds: @Sendable (AccountReport) -> Bool
    ) async throws -> AccountReport {
        try await self.story.wait(for: "\(label) \(step)", seconds: seconds) {
            let accounts: [AccountReport] = try await self.cast.client("box-1").get("/api/v1/accounts?account=\(label)")
            return accounts.first(where: holds)
        }
    }

    private func meter(
        _ label: String, _ step: String, seconds: Int, _ holds: @Sendable (MeterReport) -> Bool
    ) async throws -> MeterReport {
        try await self.story.wait(for: "\(label): \(step)", seconds: seconds) {
            try await self.pay(but: self.lateAccount)
            let meters: [MeterReport] = try await self.cast.client("box-1").get("/api/v1/meters?meter=\(label)")
            return meters.first(where: holds)
        }
    }
}
