import Foundation
import Metering

/// The story of a service other than electricity: the same binary from the meter to the permit.
struct ServiceScenes: Sendable {
    let stage: Stage
    let plan: ServicePlan

    init(_ story: Story, _ cast: Cast, _ files: DemonstrationFiles, _ plan: ServicePlan) {
        self.stage = Stage(story: story, cast: cast, files: files, origin: plan.origin, box: ServicePlan.box)
        self.plan = plan
    }

    private var story: Story { self.stage.story }
    private var late: Stage.Debtor { self.plan.late }
    private var words: ServicePlan.Words { self.plan.words }

    func play() async throws {
        self.story.tell(self.words.opening)
        self.story.tell("the clock runs ×\(self.plan.scale), a quarter of an hour lasts two seconds")
        try await self.stage.start(links: ["line.tty"], services: [ServicePlan.box], registering: self.words.grid)
        let (height, meters) = try await self.stage.readings()
        self.story.tell("readings of all \(meters) meters are on the chain, signed by the box; block \(height)")
        try await self.bill()
        let value = try await self.shut()
        try await self.open(from: value)
        if let main = self.plan.main { try await self.find(main) }
        try await self.prove()
        try await self.stage.verifyLedgers([ServicePlan.box])
    }

    private func bill() async throws {
        let bills = try await self.stage.bills(self.plan.points.count)
        let quantity = bills.reduce(0) { $0 + $1.quantity }
        self.story.tell(
            "\(bills.count) bills for \(self.plan.period): \(self.text(quantity, bills)), "
                + Decimal.rupees(bills.reduce(0) { $0 + $1.totalPaise }))
        let expectation = self.plan.bill
        guard let bill = bills.first(where: { $0.account == self.late.account }), bill.problem == nil,
            expectation.holds(bill)
        else {
            throw StepFailure(
                step: "\(self.late.account)'s bill: \(expectation.sentence)",
                lastSeen: bills.map { "\($0.account): \(Self.lines(of: $0))" }.joined(separator: "; "))
        }
        self.story.tell(
            "\(bill.account): \(Amount.quantity(bill.quantity, bill.unit)) for \(Decimal.rupees(bill.totalPaise)) "
                + "(\(Self.lines(of: bill))): \(expectation.sentence)"
                + (expectation.line == nil ? "" : ": \(self.parts(of: bill))"))
        let paid = try await self.stage.pay(but: self.late.account)
        self.story.tell(
            "the bank records \(paid) \(paid == 1 ? "payment" : "payments"); \(self.late.account) does not pay")
    }

    private static func lines(of bill: BillReport) -> String {
        bill.problem ?? bill.lines.map { "\($0.name) \(Decimal.rupees($0.amountPaise))" }.joined(separator: ", ")
    }

    /// What a line prices apart, such as `22.400 kL at 0.90 ₹`.
    private func parts(of bill: BillReport) -> String {
        let line = bill.lines.first { $0.name == self.plan.bill.line }
        return line.map { $0.parts.filter { $0.quantity > 0 } }.map { parts in
            parts.map { "\(Amount.quantity($0.quantity, bill.unit)) at \(Decimal.text($0.rate / 1000, digits: 2)) ₹" }
                .joined(separator: ", ")
        } ?? ""
    }

    private func text(_ quantity: Int64, _ bills: [BillReport]) -> String {
        Amount.quantity(quantity, bills.first?.unit ?? "")
    }

    /// Notice, order, guards, and the contact opened and read back; gives what the register then shows.
    private func shut() async throws -> Int64 {
        try await self.stage.order(against: self.late)
        try await self.stage.relay(of: self.late, reads: "open")
        self.story.tell(
            "the box checked its guards, switched \(self.words.actuator) of \(self.late.meter) \(self.words.shut) over "
                + "Modbus and read the contact back: open")
        let value = try await self.stage.registerStands(self.late)
        self.story.tell("\(self.words.still): the register of \(self.late.meter) stands at \(value)")
        return value
    }

    private func open(from value: Int64) async throws {
        let account = try await self.stage.permit(self.late)
        self.story.tell(
            "order revoked, permit through \(self.stage.clock(account.permitThrough ?? "")); \(self.words.actuator) is "
                + "\(self.words.open) again and read back, no manual step")
        let now = try await self.stage.registerMoves(self.late, from: value)
        self.story.tell("\(self.late.meter) counts again: \(now)")
    }

    /// The break shows in the balance of the main against all connections, and nothing showed before it.
    private func find(_ main: ServicePlan.Main) async throws {
        let begin = self.plan.origin.adding(seconds: Int64(main.breaksAfterHours) * 3600)
        let finding: FindingReport = try await self.story.wait(for: "a finding at the main", seconds: 40) {
            let findings: [FindingReport] = try await self.stage.entrance.get("/api/v1/findings")
            return findings.first(where: \.isOpen)
        }
        guard let onset = UTCTime(rfc3339: finding.onset), onset > begin, finding.kind == "unexplained loss" else {
            throw StepFailure(
                step: "the finding begins with the break", lastSeen: "\(finding.kind) since \(finding.onset)")
        }
        self.story.tell(
            "at \(self.stage.clock("\(begin)")) a pipe broke behind the main: finding \(finding.number), "
                + "\(finding.kind) at \(finding.node) since \(self.stage.clock(finding.onset)), "
                + "\(Amount.quantity(finding.quantity, finding.unit)) unexplained; raised at "
                + self.stage.clock(finding.raisedAt))
    }

    private func prove() async throws {
        let sizes = try await self.stage.prove(self.late, period: self.plan.momentBilled)
        self.story.tell(
            "the box writes \(self.late.account)'s bill and why it was cut off into files of \(sizes.bill) and "
                + "\(sizes.switching) bytes: proven offline from the genesis alone, and not with one bit changed")
    }
}
