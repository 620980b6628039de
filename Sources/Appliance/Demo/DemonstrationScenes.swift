import Foundation
import Ledger
import Metering

/// The scenes of the neighbourhood's story, in their order.
struct DemonstrationScenes: Sendable {
    let stage: Stage
    let plan: DemonstrationPlan
    /// The program that plays a validator's twin; nil where it was not built.
    let twin: URL?

    init(_ story: Story, _ cast: Cast, _ files: DemonstrationFiles, _ plan: DemonstrationPlan, twin: URL?) {
        self.stage = Stage(story: story, cast: cast, files: files, origin: plan.origin, box: "box-1")
        self.plan = plan
        self.twin = twin
    }

    var story: Story { self.stage.story }
    var cast: Cast { self.stage.cast }
    var files: DemonstrationFiles { self.stage.files }
    var late: Stage.Debtor {
        Stage.Debtor(
            account: DemonstrationPlan.account(1, self.plan.lateHouse),
            meter: DemonstrationPlan.meter(1, self.plan.lateHouse))
    }

    func play() async throws {
        try await self.start()
        try await self.meter()
        let payments = try await self.bill()
        try await self.disconnect()
        try await self.reconnect()
        try await self.refuse(replayOf: payments)
        try await self.crashAndCatchUp()
        try await self.crashValidator()
        try await self.contradict()
        try await self.find()
        try await self.locate()
        try await self.prove()
        try await self.compareReplicas()
    }

    private func start() async throws {
        try await self.lookBack()
        self.story.tell(
            "Monday, 06:00. Two transformers with \(DemonstrationPlan.houses) houses each; the clock runs "
                + "×\(self.plan.scale), a quarter of an hour lasts two seconds.")
        try await self.stage.start(
            links: (1...DemonstrationPlan.transformers).map { "line-\($0).tty" }, services: DemonstrationPlan.replicas,
            registering: "its grid")
    }

    private func meter() async throws {
        let (height, readings) = try await self.stage.readings()
        self.story.tell("readings of all \(readings) meters are on the chain, signed by their boxes; block \(height)")
    }

    /// Waits for the first bills and lets all but one pay; gives the references.
    private func bill() async throws -> String {
        let bills = try await self.stage.bills(DemonstrationPlan.transformers * DemonstrationPlan.houses)
        let energy = bills.reduce(0) { $0 + $1.quantity }
        let total = bills.reduce(0) { $0 + $1.totalPaise }
        self.story.tell(
            "\(bills.count) bills for 06:00 to 08:00: \(Decimal.kilowattHours(energy)), \(Decimal.rupees(total))")
        let paid = try await self.stage.pay(but: self.late.account)
        self.story.tell("the bank records \(paid) payments; \(self.late.account) does not pay")
        return "\(DemonstrationPlan.account(1, 1))-0"
    }

    /// Notice, order, guards, trip and read-back for the account that did not pay.
    private func disconnect() async throws {
        try await self.stage.order(against: self.late)
        try await self.stage.relay(of: self.late, reads: "open")
        self.story.tell(
            "box-1 checked its guards, opened the relay of \(self.late.meter) over Modbus and read it back: open")
        let value = try await self.stage.registerStands(self.late)
        self.story.tell("the load is really cut: the register stands at \(Decimal.kilowattHours(value))")
    }

    private func reconnect() async throws {
        let account = try await self.stage.permit(self.late)
        self.story.tell(
            "order revoked, permit through \(self.stage.clock(account.permitThrough ?? "")); "
                + "relay closed and read back, no manual step")
    }

    /// The late account's first bill and why its supply was cut off, as files that anybody verifies from the genesis.
    private func prove() async throws {
        let sizes = try await self.stage.prove(self.late, period: self.plan.origin.adding(seconds: 1800))
        self.story.tell(
            "box-1 writes \(self.late.account)'s bill and why it was cut off into files of \(sizes.bill) and "
                + "\(sizes.switching) bytes: proven offline from the genesis alone, and not with one bit changed")
    }
}
