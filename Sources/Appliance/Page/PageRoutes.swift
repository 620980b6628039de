import Foundation
import Hummingbird
import Metering
import NIOCore
import Northbound
import ServiceLifecycle
import StatusPage

/// Addresses of the page, the metrics and the interface.
struct PageRoutes: Sendable {
    let interface: APIRoutes
    let views: ViewMaker
    let hub: LiveHub
    let gate: AccessGate
    let metrics: MetricsMaker
    let hosts: HostRule

    func router() -> Router<BoxContext> {
        let router = Router(context: BoxContext.self, options: .autoGenerateHeadEndpoints)
        router.add(middleware: PageGuard(hosts: self.hosts))
        let table = RouteTable(router: router, gate: self.gate)
        self.addPages(to: table)
        self.addAssets(to: table)
        self.addSignIn(to: table)
        self.interface.add(to: table)
        let metrics = self.metrics
        table.add(.get, "/metrics", .anyone) { _, _ in
            Self.text(MetricsText.page(try await metrics.families()), MetricsText.mediaType)
        }
        let document = APIDocument(table.operations)
        table.add(.get, "/api/v1/openapi.json", .anyone) { _, _ in Self.text(document.json, "application/json") }
        table.refuseOtherMethods()
        return router
    }

    // MARK: Pages

    private func addPages(to table: RouteTable) {
        let (views, gate) = (self.views, self.gate)
        func page(
            _ path: String, _ make: @escaping @Sendable (Visit) async throws -> String?
        ) {
            table.add(.get, path, .anyone) { request, context in
                await Visit.answer(request, context, views, gate, make)
            }
        }
        page("/") { StatusPages.grid(try await views.grid(for: $0.person), $0.context) }
        page("/nodes/:label") { visit in
            let view = try await views.node(try visit.part("label"), for: visit.person)
            return view.map { StatusPages.node($0, visit.context) }
        }
        page("/meters/:label") { visit in
            let view = try await views.meter(try visit.part("label"), for: visit.person)
            return view.map { StatusPages.meter($0, visit.context) }
        }
        page("/alarms") { StatusPages.alarms(try await views.alarms(), $0.context) }
        page("/buses") { StatusPages.buses(try await views.buses(), $0.context) }
        page("/buses/:bus") { visit in
            let view = try await views.bus(try visit.part("bus"))
            return view.map { StatusPages.bus($0, visit.context) }
        }
        page("/buses/:bus/units/:unit") { visit in
            guard let unit = UInt64(try visit.part("unit")) else { return nil }
            return StatusPages.frames(try await views.frames(try visit.part("bus"), unit), visit.context)
        }
        page("/ledger") { StatusPages.ledger(try await views.ledger(), $0.context) }
        self.addPrinted(to: table)
    }

    /// Pages that print: they bring their own style, and belong to those who are signed in.
    private func addPrinted(to table: RouteTable) {
        let reports = self.views.reports
        table.add(.get, "/nodes/:label/losses", .person) { _, context in
            let node = try context.parameters.require("label").decodedPart
            return Self.printed(try await reports.lossPage(node: node).html)
        }
        table.add(.get, "/accounts/:label/statement", .person) { request, context in
            let account = try context.parameters.require("label").decodedPart
            let query = Query(parameters: request.uri.queryParameters)
            let statement = try await reports.statement(
                account: account, from: query.text("from"), through: query.text("through"))
            return Self.printed(StatementPage(statement).html)
        }
    }

    private static func printed(_ html: String) -> Response {
        var response = self.text(html, "text/html; charset=utf-8")
        response.headers[.contentSecurityPolicy] =
            "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'"
        return response
    }

    static func text(_ text: String, _ mediaType: String, _ status: HTTPResponse.Status = .ok) -> Response {
        Response(
            status: status, headers: [.contentType: mediaType],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
    }

    // MARK: Files, language and what is new

    private func addAssets(to table: RouteTable) {
        for asset in PageAsset.allCases {
            table.add(.get, asset.rawValue, .anyone) { _, _ in
                Response(
                    status: .ok, headers: [.contentType: asset.mediaType, .cacheControl: "max-age=300"],
                    body: ResponseBody(byteBuffer: ByteBuffer(bytes: asset.bytes)))
            }
        }
        table.add(.get, "/language", .anyone) { request, _ in
            let query = Query(parameters: request.uri.queryParameters)
            let language = Language(rawValue: query.text("to") ?? "") ?? .english
            var response = Response.redirect(to: Self.local(query.text("back")))
            response.setCookie(
                Cookie(
                    name: Visit.languageCookie, value: language.rawValue, maxAge: 31_536_000, path: "/", sameSite: .lax)
            )
            return response
        }
        let hub = self.hub
        table.add(.get, "/events", .anyone) { request, _ in
            let query = Query(parameters: request.uri.queryParameters)
            let events = await hub.subscribe(Language(rawValue: query.text("lang") ?? "") ?? .english)
            return Response(
                status: .ok, headers: [.contentType: "text/event-stream"],
                body: ResponseBody(asyncSequence: events.cancelOnGracefulShutdown()))
        }
    }

    /// A path of this box; anything else would lead a browser away.
    static func local(_ path: String?) -> String {
        guard let path, path.hasPrefix("/"), !path.hasPrefix("//"), !path.hasPrefix("/\\"), path.utf8.count < 1000,
            path.utf8.allSatisfy({ (0x21...0x7e).contains($0) })
        else { return "/" }
        return path
    }

    // MARK: Signing in

    private static let mostOfPass = 4 * 1024

    private func addSignIn(to table: RouteTable) {
        let (views, gate) = (self.views, self.gate)
        table.add(.get, "/sign-in", .anyone) { request, context in
            await Visit.answer(request, context, views, gate) { StatusPages.signIn(problem: nil, $0.context) }
        }
        table.add(.post, "/sign-in", .anyone) { request, context in
            let body = String(buffer: try await request.body(atMost: Self.mostOfPass))
            do throws(PassRefusal) {
                let session = try await gate.open(Self.pass(in: body))
                var response = Response.redirect(to: "/")
                response.setCookie(Self.cookie(session.token, seconds: session.seconds))
                return response
            } catch {
                let problem = "\(error)"
                var response = await Visit.answer(request, context, views, gate) {
                    StatusPages.signIn(problem: problem, $0.context)
                }
                response.status = .forbidden
                return response
            }
        }
        table.add(.post, "/sign-out", .anyone) { request, _ in
            gate.close(request)
            var response = Response.redirect(to: "/")
            response.setCookie(Self.cookie("", seconds: 0))
            return response
        }
    }

    private static func cookie(_ token: String, seconds: Int) -> Cookie {
        Cookie(
            name: AccessGate.cookie, value: token, maxAge: seconds, path: "/", httpOnly: true, sameSite: .strict)
    }

    private struct SignInForm: Decodable {
        let pass: String
    }

    private static func pass(in form: String) throws(PassRefusal) -> String {
        do { return try URLEncodedFormDecoder().decode(SignInForm.self, from: form).pass } catch {
            throw .unreadable("the form has no pass")
        }
    }
}

extension String {
    /// A part of a path as it was meant.
    var decodedPart: String { self.removingPercentEncoding ?? self }
}
