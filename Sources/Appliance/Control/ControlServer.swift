import FieldBus
import Foundation
import Hummingbird
import HummingbirdCore
import Ledger
import LineDiagnostics
import Logging
import NIOCore
import Replica

/// The service's Unix socket: HTTP with JSON, for the command line on the same machine.
struct ControlServer: Sendable {
    let socket: URL
    let reports: ReportMaker
    let lending: LineLending
    let desk: SwitchingDesk
    let log: Logger

    /// The most bytes of a transaction.
    private static let maximumBody = 64 * 1024
    /// The most bytes of an order about a line.
    private static let maximumOrder = 4 * 1024
    private static let maximumConnections = 64

    func run() async throws {
        try FileManager.default.createDirectory(
            at: self.socket.deletingLastPathComponent(), withIntermediateDirectories: true)
        let application = Application(
            router: self.router(),
            server: .http1(configuration: .init(idleTimeout: .seconds(30))),
            configuration: .init(
                address: .unixDomainSocket(path: self.socket.path), serverName: "gridtally",
                availableConnectionsDelegate: MaximumAvailableConnections(Self.maximumConnections)),
            logger: self.quietLog)
        try await application.run()
    }

    /// The server's own notices are of no use to a crew: it calls every connection that a shutdown cuts an error, and
    /// what really stops it is thrown.
    private var quietLog: Logger {
        var log = self.log
        log.logLevel = .critical
        return log
    }

    private func router() -> Router<BasicRequestContext> {
        let router = Router(options: .autoGenerateHeadEndpoints)
        let reports = self.reports
        self.get(router, "status") { _ in try await reports.status() }
        self.get(router, "network") { _ in await reports.network() }
        self.get(router, "validators") { query in
            try await reports.validators(blocks: try query.number("count") ?? 100)
        }
        self.get(router, "registry") { _ in await reports.registry() }
        self.get(router, "accounts") { query in try await reports.accounts(named: query.text("account")) }
        self.get(router, "bills") { query in try await reports.bills(account: query.text("account")) }
        self.get(router, "statement") { query in
            try await reports.statement(
                account: query.text("account"), from: query.text("from"), through: query.text("through"))
        }
        self.get(router, "vouchers") { _ in await reports.vouchers() }
        self.get(router, "orders") { _ in await reports.orders() }
        self.get(router, "calendar") { _ in await reports.calendar() }
        self.get(router, "findings") { _ in await reports.findings() }
        self.get(router, "findings/sealed") { query in
            try await reports.sealed(finding: try query.number("finding"), key: query.text("key"))
        }
        self.get(router, "losses") { query in try await reports.lossReports(node: query.text("node")) }
        self.get(router, "losses/page") { query in try await reports.lossPage(node: query.text("node")) }
        self.get(router, "meters") { query in try await reports.meters(named: query.text("meter")) }
        self.get(router, "principals") { query in try await reports.principal(key: query.text("key")) }
        self.get(router, "events") { query in
            try await reports.events(from: try query.number("from") ?? 0, count: try query.number("count") ?? 50)
        }
        self.get(router, "ledger/blocks") { query in
            try await reports.blocks(from: try query.number("from"), count: try query.number("count") ?? 10)
        }
        self.addDiagnostics(to: router)
        self.addSwitching(to: router)
        router.get("/api/v1/transactions/:id") { _, context in
            await Self.answer { try await reports.transaction(id: try context.parameters.require("id")) }
        }
        router.post("/api/v1/transactions") { request, _ in
            await Self.answer {
                let body = try await Self.body(of: request, atMost: Self.maximumBody)
                return try await reports.submit(Array(body.readableBytesView))
            }
        }
        self.lend(router)
        return router
    }

    /// The lines, for tools of this machine.
    private func lend(_ router: Router<BasicRequestContext>) {
        let lending = self.lending
        self.get(router, "buses") { _ in await lending.buses() }
        self.post(router, "ask") { bus, question in try await lending.ask(bus, question) }
        self.post(router, "write") { bus, order in try await lending.write(bus, order) }
        self.post(router, "listen") { bus, order in try await lending.listen(bus, order) }
    }

    /// An order about one bus.
    private func post<Order: Decodable, Report: Encodable & SendableMetatype>(
        _ router: Router<BasicRequestContext>, _ action: String,
        _ carryOut: @escaping @Sendable (String, Order) async throws -> Report
    ) {
        router.post(RouterPath("/api/v1/buses/:bus/\(action)")) { request, context in
            await Self.answer {
                let name = try context.parameters.require("bus")
                let body = try await Self.body(of: request, atMost: Self.maximumOrder)
                let order: Order
                do {
                    order = try ReportJSON.decoder.decode(Order.self, from: Data(body.readableBytesView))
                } catch {
                    throw RequestRefusal(
                        kind: .badRequest, description: "the order cannot be read: \(DecodingProblem(error))")
                }
                return try await carryOut(name.removingPercentEncoding ?? name, order)
            }
        }
    }

    func get<Report: Encodable & SendableMetatype>(
        _ router: Router<BasicRequestContext>, _ name: String,
        _ make: @escaping @Sendable (Query) async throws -> Report
    ) {
        router.get(RouterPath("/api/v1/\(name)")) { request, _ in
            await Self.answer { try await make(Query(parameters: request.uri.queryParameters)) }
        }
    }

    static func body(of request: Request, atMost limit: Int) async throws -> ByteBuffer {
        do {
            return try await request.body.collect(upTo: limit)
        } catch is NIOTooManyBytesError {
            throw RequestRefusal(kind: .tooLarge, description: "the request is over \(limit) bytes")
        }
    }

    static func answer(_ make: () async throws -> some Encodable) async -> Response {
        do {
            return try self.response(.ok, try await make())
        } catch {
            let status: HTTPResponse.Status =
                switch error {
                case let refusal as RequestRefusal: refusal.kind.status
                case let refusal as SubmissionRefusal: refusal.status
                case let refusal as LoanRefusal: refusal.status
                case let refusal as FieldRefusal: refusal.isUsage ? .badRequest : .forbidden
                case is WriteDenial: .forbidden
                case is BusError, is WriteImpossible: .serviceUnavailable
                case let error as HTTPError: error.status
                default: .internalServerError
                }
            let report = RefusalReport(error: "\(error)")
            return (try? self.response(status, report)) ?? Response(status: .internalServerError)
        }
    }

    private static func response(_ status: HTTPResponse.Status, _ body: some Encodable) throws -> Response {
        let bytes = ByteBuffer(bytes: try ReportJSON.encoder.encode(body))
        return Response(
            status: status, headers: [.contentType: "application/json"], body: ResponseBody(byteBuffer: bytes))
    }
}

/// A request that cannot be answered.
struct RequestRefusal: Error, CustomStringConvertible {
    enum Kind: Sendable {
        case badRequest
        case notFound
        case tooLarge

        fileprivate var status: HTTPResponse.Status {
            switch self {
            case .badRequest: .badRequest
            case .notFound: .notFound
            case .tooLarge: .contentTooLarge
            }
        }
    }

    let kind: Kind
    let description: String
}

extension SubmissionRefusal {
    fileprivate var status: HTTPResponse.Status {
        switch self {
        case .refused: .unprocessableContent
        case .poolFull: .tooManyRequests
        case .notReachable: .serviceUnavailable
        }
    }
}

extension LoanRefusal {
    fileprivate var status: HTTPResponse.Status {
        switch self {
        case .noSuchBus: .notFound
        case .writes, .unreadable: .forbidden
        case .broadcast, .badTimeout, .badDuration, .badParameters, .impossible: .badRequest
        case .tooManyBorrowers: .tooManyRequests
        }
    }
}

/// The query part of a request.
struct Query: Sendable {
    let parameters: FlatDictionary<Substring, Substring>

    func text(_ name: Substring) -> String? { self.parameters[name].map { String($0) } }

    func number(_ name: Substring) throws -> UInt64? {
        guard let text = self.parameters[name] else { return nil }
        guard let number = UInt64(text) else {
            throw RequestRefusal(kind: .badRequest, description: "\(name): '\(text)' is not a whole number")
        }
        return number
    }

    /// A number of 0 or more, with or without decimals.
    func decimal(_ name: Substring) throws -> Double? {
        guard let text = self.parameters[name] else { return nil }
        guard let number = Double(text), number.isFinite, number >= 0 else {
            throw RequestRefusal(kind: .badRequest, description: "\(name): '\(text)' is not a number of 0 or more")
        }
        return number
    }
}
