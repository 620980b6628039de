import Foundation

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

    /// The register of the disconnected meter stands still over two intervals.
    private func confirmSupplyIsOff() async throws {
        let first = try await self.register(after: nil)
        let second = try await self.register(after: first.boundary)
        let third = try await self.register(after: second.boundary)
        guard third.value == second.value else {
            throw StepFailure(
                step: "the load is cut", lastSeen: "\(third.value - second.value) Wh in the next interval")
        }
        self.story.tell("the load is really cut: the register stands at \(Decimal.kilowattHours(third.value))")
    }

    private func register(after boundary: String?) async throws -> RegisterReport {
        try await self.story.wait(for: "the next reading of \(self.lateMeter)", seconds: 20) {
            let meters: [MeterReport] = try await self.cast.client("box-1").get(
                "/api/v1/meters?meter=\(self.lateMeter)")
            let register = meters.first?.registers.first
            return register?.boundary == boundary ? nil : register
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
