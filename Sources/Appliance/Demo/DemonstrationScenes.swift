import Foundation
import Ledger
import Metering

/// The scenes of the demonstration, in their order.
struct DemonstrationScenes: Sendable {
    let story: Story
    let cast: Cast
    let files: DemonstrationFiles

    var plan: DemonstrationPlan { self.files.plan }
    var lateAccount: String { DemonstrationPlan.account(1, self.plan.lateHouse) }
    var lateMeter: String { DemonstrationPlan.meter(1, self.plan.lateHouse) }

    /// Local clock time of a chain time in RFC 3339, as people in the zone read it.
    func clock(_ text: String) -> String {
        guard let time = UTCTime(rfc3339: text) else { return text }
        return CivilTime.clock(CivilTime(time, offsetMinutes: 330).minuteOfDay)
    }

    func start() async throws {
        self.story.tell(
            "Monday, 06:00. Two transformers with \(DemonstrationPlan.houses) houses each; the clock runs "
                + "×\(self.plan.scale), a quarter of an hour lasts two seconds.")
        try await self.cast.startSimulation()
        let lines = (1...DemonstrationPlan.transformers).map { self.files.file("line-\($0).tty").path }
        try await self.story.wait(for: "the simulated lines", seconds: 20) {
            lines.allSatisfy { FileManager.default.fileExists(atPath: $0) } ? () : nil
        }
        for replica in DemonstrationPlan.replicas { try await self.cast.startBox(replica) }
        for box in DemonstrationPlan.replicas {
            let status: StatusReport = try await self.story.wait(for: "\(box) answers", seconds: 30) {
                try await self.cast.client(box).get("/api/v1/status")
            }
            self.story.tell("\(box) runs as \(status.role), chain \(status.genesisHash.prefix(12))")
        }
        let registered = try await self.cast.signer("utility").register(self.files.file("registry.yaml"))
        self.story.tell("the utility registers its grid: \(registered.count) signed transactions, all final")
    }

    func meter() async throws {
        let (height, readings) = try await self.story.wait(for: "both boxes commit readings", seconds: 40) {
            let meters: [MeterReport] = try await self.cast.client("substation").get("/api/v1/meters")
            let read = meters.filter { !$0.registers.isEmpty }
            let status: StatusReport = try await self.cast.client("substation").get("/api/v1/status")
            return read.count == meters.count && !meters.isEmpty ? (status.height, read.count) : nil
        }
        self.story.tell("readings of all \(readings) meters are on the chain, signed by their boxes; block \(height)")
    }

    /// Waits for the first bills and lets all but one pay; gives the references.
    func bill() async throws -> String {
        let expected = DemonstrationPlan.transformers * DemonstrationPlan.houses
        let bills: [BillReport] = try await self.story.wait(for: "the first bills", seconds: 60) {
            let bills: [BillReport] = try await self.cast.client("substation").get("/api/v1/bills")
            return bills.count >= expected ? bills : nil
        }
        let energy = bills.reduce(0) { $0 + $1.quantity }
        let total = bills.reduce(0) { $0 + $1.totalPaise }
        self.story.tell(
            "\(bills.count) bills for 06:00 to 08:00: \(Decimal.kilowattHours(energy)), \(Decimal.rupees(total))")
        let paid = try await self.pay(but: self.lateAccount)
        self.story.tell("the bank records \(paid) payments; \(self.lateAccount) does not pay")
        return "\(DemonstrationPlan.account(1, 1))-0"
    }

    /// Pays every open bill, but those of one account; gives how many.
    @discardableResult
    func pay(but late: String? = nil) async throws -> Int {
        let bills: [BillReport] = try await self.cast.client("substation").get("/api/v1/bills")
        return try await self.pay(bills.filter { $0.account != late && $0.paidPaise < $0.totalPaise })
    }

    private func pay(_ bills: [BillReport]) async throws -> Int {
        let accounts: [AccountReport] = try await self.cast.client("substation").get("/api/v1/accounts")
        let numbers = Dictionary(accounts.map { ($0.label, $0.number) }) { first, _ in first }
        let status: StatusReport = try await self.cast.client("substation").get("/api/v1/status")
        let now = UTCTime(rfc3339: status.chainTime) ?? self.plan.origin
        let payments = bills.compactMap { bill in
            numbers[bill.account].map { number in
                TransactionBody.payment(
                    Payment(
                        account: AccountID(number), amountPaise: bill.totalPaise - bill.paidPaise,
                        reference: "\(bill.account)-\(bill.number)", receivedAt: now))
            }
        }
        let signer = try self.cast.signer("bank")
        for start in stride(from: 0, to: payments.count, by: 50) {
            _ = try await signer.submit(Array(payments[start..<min(start + 50, payments.count)]))
        }
        return payments.count
    }

    func payLate() async throws -> Int64 {
        let bills: [BillReport] = try await self.cast.client("substation").get(
            "/api/v1/bills?account=\(self.lateAccount)")
        let open = bills.filter { $0.paidPaise < $0.totalPaise }
        _ = try await self.pay(open)
        return open.reduce(0) { $0 + $1.totalPaise - $1.paidPaise }
    }
}
