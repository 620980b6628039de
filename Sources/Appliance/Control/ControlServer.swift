import Foundation
import Hummingbird
import HummingbirdCore
import Ledger
import Logging
import NIOCore

/// The service's Unix socket: HTTP with JSON, for the command line on the same machine.
struct ControlServer: Sendable {
    let socket: URL
    let reports: ReportMaker
    let log: Logger

    /// The most bytes of a transaction.
    private static let maximumBody = 64 * 1024
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
        self.get(router, "registry") { _ in await reports.registry() }
        self.get(router, "accounts") { query in try await reports.accounts(named: query.text("account")) }
        self.get(router, "bills") { query in try await reports.bills(account: query.text("account")) }
        self.get(router, "orders") { _ in await reports.orders() }
        self.get(router, "findings") { _ in await reports.findings() }
        self.get(router, "meters") { query in try await reports.meters(named: query.text("meter")) }
        self.get(router, "principals") { query in try await reports.principal(key: query.text("key")) }
        self.get(router, "events") { query in
            try await reports.events(from: try query.number("from") ?? 0, count: try query.number("count") ?? 50)
        }
        self.get(router, "ledger/blocks") { query in
            try await reports.blocks(from: try query.number("from"), count: try query.number("count") ?? 10)
        }
        self.addDiagnostics(to: router)
        router.get("/api/v1/transactions/:id") { _, context in
            await Self.answer { try await reports.transaction(id: try context.parameters.require("id")) }
        }
        router.post("/api/v1/transactions") { request, _ in
            await Self.answer {
                let body = try await request.body.collect(upTo: Self.maximumBody)
                return try await reports.submit(Array(body.readableBytesView))
            }
        }
        return router
    }

    func get<Report: Encodable & SendableMetatype>(
        _ router: Router<BasicRequestContext>, _ name: String,
        _ make: @escaping @Sendable (Query) async throws -> Report
    ) {
        router.get(RouterPath("/api/v1/\(name)")) { request, _ in
            await Self.answer { try await make(Query(parameters: request.uri.queryParameters)) }
        }
    }

    private static func answer(_ make: () async throws -> some Encodable) async -> Response {
        do {
            return try self.response(.ok, try await make())
        } catch {
            let status: HTTPResponse.Status =
                switch error {
                case let refusal as RequestRefusal: refusal.kind == .notFound ? .notFound : .badRequest
                case let refusal as SubmissionRefusal: refusal.status
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
