import Foundation
import Ledger
import Metering

/// What every story does: it starts processes, pays bills and waits for what the chain and a box say.
struct Stage: Sendable {
    let story: Story
    let cast: Cast
    let files: DemonstrationFiles
    /// Chain time of the beginning.
    let origin: UTCTime
    /// The box whose meters and relays are told of.
    let box: String

    var entrance: ControlClient { self.cast.client(self.cast.entrance) }
    var boxClient: ControlClient { self.cast.client(self.box) }

    /// Local clock time of a chain time in RFC 3339, as people in the zone read it.
    func clock(_ text: String) -> String {
        guard let time = UTCTime(rfc3339: text) else { return text }
        return CivilTime.clock(CivilTime(time, offsetMinutes: 330).minuteOfDay)
    }

    /// Starts the simulated lines and every service, and registers what there is.
    ///
    /// - Parameters:
    ///   - links: of the lines, by file name.
    ///   - what: what is registered, in words.
    func start(links: [String], services: [String], registering what: String) async throws {
        try await self.cast.startSimulation()
        let lines = links.map { self.files.file($0).path }
        try await self.story.wait(for: "the simulated lines", seconds: 20) {
            lines.allSatisfy { FileManager.default.fileExists(atPath: $0) } ? () : nil
        }
        for service in services { try await self.cast.startBox(service) }
        for service in services {
            let status: StatusReport = try await self.story.wait(for: "\(service) answers", seconds: 30) {
                try await self.cast.client(service).get("/api/v1/status")
            }
            self.story.tell("\(service) runs as \(status.role), chain \(status.genesisHash.prefix(12))")
        }
        let registered = try await self.cast.signer("utility").register(self.files.file("registry.yaml"))
        self.story.tell("the utility registers \(what): \(registered.count) signed transactions, all final")
    }

    /// Waits until every meter has a reading on the chain; gives the height and how many meters there are.
    func readings() async throws -> (height: UInt64, meters: Int) {
        try await self.story.wait(for: "every meter has a reading on the chain", seconds: 40) {
            let meters: [MeterReport] = try await self.entrance.get("/api/v1/meters")
            let status: StatusReport = try await self.entrance.get("/api/v1/status")
            return !meters.isEmpty && meters.allSatisfy { !$0.registers.isEmpty } ? (status.height, meters.count) : nil
        }
    }

    /// Waits for so many bills.
    func bills(_ count: Int) async throws -> [BillReport] {
        try await self.story.wait(for: "the first bills", seconds: 60) {
            let bills: [BillReport] = try await self.entrance.get("/api/v1/bills")
            return bills.count >= count ? bills : nil
        }
    }

    // MARK: Money

    /// Pays every open bill, but those of one account; gives how many.
    @discardableResult
    func pay(but late: String? = nil) async throws -> Int {
        let bills: [BillReport] = try await self.entrance.get("/api/v1/bills")
        return try await self.pay(bills.filter { $0.account != late && $0.paidPaise < $0.totalPaise })
    }

    /// Pays all that an account owes; gives how much.
    func payAll(of account: String) async throws -> Int64 {
        let bills: [BillReport] = try await self.entrance.get("/api/v1/bills?account=\(account)")
        let open = bills.filter { $0.paidPaise < $0.totalPaise }
        try await self.pay(open)
        return open.reduce(0) { $0 + $1.totalPaise - $1.paidPaise }
    }

    @discardableResult
    private func pay(_ bills: [BillReport]) async throws -> Int {
        let accounts: [AccountReport] = try await self.entrance.get("/api/v1/accounts")
        let numbers = Dictionary(accounts.map { ($0.label, $0.number) }) { first, _ in first }
        let status: StatusReport = try await self.entrance.get("/api/v1/status")
        let now = UTCTime(rfc3339: status.chainTime) ?? self.origin
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
}
