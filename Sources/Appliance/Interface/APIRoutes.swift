import CanonicalCBOR
import Foundation
import Hummingbird
import Ledger
import NIOCore

/// What can be asked of a box under `/api/v1`: the same over the Unix socket and over the network, for those who may.
struct APIRoutes: Sendable {
    let reports: ReportMaker
    let lending: LineLending
    let desk: SwitchingDesk

    /// The most bytes of a transaction, of an order about a line, and of an order or voucher.
    private static let mostOfTransaction = 64 * 1024
    private static let mostOfOrder = 4 * 1024
    private static let mostOfFieldOrder = 8 * 1024

    func add(to table: RouteTable) {
        self.addBox(to: table)
        self.addChain(to: table)
        self.addAccounts(to: table)
        self.addLosses(to: table)
        self.addSwitching(to: table)
        self.addTransactions(to: table)
        self.lend(table)
    }

    // MARK: What a crew sees at the switchboard

    private func addBox(to table: RouteTable) {
        let reports = self.reports
        table.get("status", "The box, its buses, peers and counts") { _ in try await reports.status() }
        table.get(
            "buses/statistics", "What was counted on the buses, the worst first", [.text("bus", "one bus; else all")]
        ) { try await reports.statistics(bus: $0.text("bus")) }
        table.get(
            "why", "The last exchanges with a unit, and why its values are as they are",
            [
                .text("bus", "name of the bus", required: true),
                .number("unit", "its address", 1...255, required: true),
            ]
        ) { try await reports.why(bus: $0.text("bus"), unit: try $0.number("unit")) }
        table.get("devices/health", "What is in doubt about each device") { _ in await reports.health() }
        table.get(
            "watch", "The meters as they stand now",
            [
                .units("only", "bus:unit, separated by commas; else all"),
                .decimal("max_age", "seconds: older values are read again where the line has time"),
            ]
        ) { try await reports.watch(only: $0.text("only"), maximumAge: try $0.decimal("max_age")) }
    }

    private func addChain(to table: RouteTable) {
        let reports = self.reports
        table.get("network", "The peers and what passed between them") { _ in await reports.network() }
        table.get(
            "validators", "Who signs, and who is behind", [.number("count", "newest blocks to look at, 1 to 1000")]
        ) { try await reports.validators(blocks: try $0.number("count") ?? 100) }
        table.get(
            "ledger/blocks", "Blocks, ascending",
            [.number("from", "first height; else the newest"), .number("count", "at most 1000; else 10")]
        ) { try await reports.blocks(from: try $0.number("from"), count: try $0.number("count") ?? 10) }
        table.get("calendar", "When the zone disconnects, and when not") { _ in await reports.calendar() }
        table.get("findings", "What was found of losses, on the chain") { _ in await reports.findings() }
        table.get(
            "principals", "The principal with a key", [.digest("key", "hexadecimal, 64 digits")]
        ) { try await reports.principal(key: $0.text("key")) }
    }

    // MARK: What belongs to accounts, or names meters

    private func addAccounts(to table: RouteTable) {
        let reports = self.reports
        let account = QueryField.text("account", "label or number; else all")
        table.get("registry", "All labels of the zone", [], .person) { _ in await reports.registry() }
        table.get("accounts", "Accounts: what is owed, standing, permit", [account], .person) {
            try await reports.accounts(named: $0.text("account"))
        }
        table.get("bills", "Bills with their lines", [account], .person) {
            try await reports.bills(account: $0.text("account"))
        }
        table.get(
            "statement", "Everything that moved an account's money over some days",
            [
                .text("account", "label or number", required: true),
                .day("from", "first local day, such as 2026-03-01"), .day("through", "last local day"),
            ], .person
        ) {
            try await reports.statement(
                account: $0.text("account"), from: $0.text("from"), through: $0.text("through"))
        }
        table.get("vouchers", "Vouchers that were used", [], .person) { _ in await reports.vouchers() }
        table.get("orders", "Orders of disconnection", [], .person) { _ in await reports.orders() }
        table.get(
            "meters", "Meters with registers and readings", [.text("meter", "label or number; else all")], .person
        ) {
            try await reports.meters(named: $0.text("meter"))
        }
        table.get(
            "events", "What the contract said, from a block on",
            [.number("from", "height"), .number("count", "at most 10000; else 50")], .person
        ) { try await reports.events(from: try $0.number("from") ?? 0, count: try $0.number("count") ?? 50) }
    }

    private func addLosses(to table: RouteTable) {
        let reports = self.reports
        table.get(
            "findings/sealed", "What is sealed of a finding to a key",
            [.number("finding", "its number", required: true), .digest("key", "hexadecimal, 64 digits")]
        ) { try await reports.sealed(finding: try $0.number("finding"), key: $0.text("key")) }
        table.get(
            "losses", "What the box's own watch says, with the meters to look at",
            [.text("node", "label; else all that are watched")], .person
        ) { try await reports.lossReports(node: $0.text("node")) }
        table.get(
            "losses/page", "The same as a page for a crew", [.text("node", "label", required: true)], .person
        ) { try await reports.lossPage(node: $0.text("node")) }
    }

    // MARK: Relays

    private func addSwitching(to table: RouteTable) {
        let desk = self.desk
        table.get("tags", "Safety tags in force") { _ in try await desk.tags() }
        table.get("relays", "The relays as last read back") { _ in await desk.relays() }
        table.get(
            "permit/why", "Why a supply is on or off, guard by guard",
            [.text("meter", "label", required: true)], .person
        ) { try await desk.why(meter: try $0.required("meter")) }
        self.post(
            table, "field-orders", "Carry out what a person on site signed", "a signed order, canonical CBOR",
            "application/cbor", Self.mostOfFieldOrder
        ) { body -> FieldOrderReport in
            let signed: SignedFieldOrder
            do throws(CBORError) {
                signed = try SignedFieldOrder(decoding: Array(body.readableBytesView))
            } catch { throw FieldRefusal.unreadable("\(error)") }
            return try await desk.carryOut(signed)
        }
        self.post(
            table, "vouchers", "Use a voucher", "a voucher's text", "text/plain", Self.mostOfFieldOrder
        ) { body -> FieldOrderReport in try await desk.use(SignedVoucher(text: String(buffer: body))) }
    }

    // MARK: Transactions

    private func addTransactions(to table: RouteTable) {
        let reports = self.reports
        table.describe(
            APIOperation(
                method: "get", name: "transactions/{id}", summary: "What became of a transaction", fields: [],
                access: .anyone, body: nil, report: TransactionReport.self))
        table.add(.get, "/api/v1/transactions/:id", .anyone) { _, context in
            await RefusalReport.answer { try await reports.transaction(id: try context.parameters.require("id")) }
        }
        self.post(
            table, "transactions", "Hand in a signed transaction", "a signed transaction, canonical CBOR",
            "application/cbor", Self.mostOfTransaction
        ) { body in try await reports.submit(Array(body.readableBytesView)) }
    }

    private func post<Report: Codable & SendableMetatype>(
        _ table: RouteTable, _ name: String, _ summary: String, _ about: String, _ mediaType: String, _ most: Int,
        _ carryOut: @escaping @Sendable (ByteBuffer) async throws -> Report
    ) {
        table.describe(
            APIOperation(
                method: "post", name: name, summary: summary, fields: [], access: .signed,
                body: (mediaType, about, most), report: Report.self))
        table.add(.post, "/api/v1/\(name)", .signed) { request, _ in
            await RefusalReport.answer { try await carryOut(try await request.body(atMost: most)) }
        }
    }

    // MARK: The lines, for tools of this machine

    private func lend(_ table: RouteTable) {
        let lending = self.lending
        table.get("buses", "The lines that tools may borrow", [], .machine) { _ in await lending.buses() }
        self.order(table, "ask") { bus, question in try await lending.ask(bus, question) }
        self.order(table, "write") { bus, order in try await lending.write(bus, order) }
        self.order(table, "listen") { bus, order in try await lending.listen(bus, order) }
    }

    /// An order about one bus.
    private func order<Order: Decodable, Report: Encodable & SendableMetatype>(
        _ table: RouteTable, _ action: String, _ carryOut: @escaping @Sendable (String, Order) async throws -> Report
    ) {
        table.add(.post, "/api/v1/buses/:bus/\(action)", .machine) { request, context in
            await RefusalReport.answer {
                let name = try context.parameters.require("bus")
                let body = try await request.body(atMost: Self.mostOfOrder)
                let order: Order
                do {
                    order = try ReportJSON.decoder.decode(Order.self, from: Data(body.readableBytesView))
                } catch {
                    throw RequestRefusal(
                        kind: .badRequest, description: "the order cannot be read: \(DecodingProblem(error))")
                }
                return try await carryOut(name.decodedPart, order)
            }
        }
    }
}

extension Request {
    func body(atMost limit: Int) async throws -> ByteBuffer {
        do {
            return try await self.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw RequestRefusal(kind: .tooLarge, description: "the request is over \(limit) bytes")
        }
    }
}
