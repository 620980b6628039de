import HTTPTypes
import Hummingbird
import Platform

/// What every request over the network has to pass, and what every answer bears.
struct PageGuard: RouterMiddleware {
    let hosts: HostRule
    /// Pages, data and events; and tries to sign in.
    let budget = Guarded(RequestBudget(.init(burst: 120, perSecond: 20)))
    let signIns = Guarded(RequestBudget(.init(burst: 5, perSecond: 0.1)))

    @concurrent
    func handle(
        _ request: Request, context: BoxContext, next: @concurrent (Request, BoxContext) async throws -> Response
    ) async throws -> Response {
        var response: Response
        if let refusal = self.refusal(of: request, context) {
            response = refusal
        } else {
            do { response = try await next(request, context) } catch { response = RefusalReport.response(error) }
        }
        self.secure(&response)
        return response
    }

    private func refusal(of request: Request, _ context: BoxContext) -> Response? {
        guard self.hosts.allows(request.head.authority) else {
            return RefusalReport.response(
                .misdirectedRequest, "this box is called by its address, or by a name of `page.names`")
        }
        let (address, now) = (context.address ?? "", MonotonicClock.nanoseconds)
        let isSignIn = request.method == .post && request.uri.path == "/sign-in"
        let isAllowed =
            self.budget.withLock { $0.take(address, now: now) }
            && (!isSignIn || self.signIns.withLock { $0.take(address, now: now) })
        guard isAllowed else {
            var response = RefusalReport.response(.tooManyRequests, "too many requests: wait a moment")
            response.headers[.retryAfter] = isSignIn ? "10" : "1"
            return response
        }
        if request.method == .post, !self.isOfThisPage(request) {
            return RefusalReport.response(.forbidden, "the request comes from another page")
        }
        return nil
    }

    /// Browsers say where a form was; others say nothing (Fetch standard, `Origin`).
    private func isOfThisPage(_ request: Request) -> Bool {
        guard let origin = request.headers[.origin] else { return true }
        return origin == request.head.authority.map { "http://\($0)" }
    }

    /// What a page brings of its own stays.
    private func secure(_ response: inout Response) {
        for (text, value) in Self.headers {
            guard let name = HTTPField.Name(text), response.headers[name] == nil else { continue }
            response.headers[name] = value
        }
    }

    private static let headers = [
        (
            "Content-Security-Policy",
            """
            default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
            form-action 'self'; frame-ancestors 'none'; base-uri 'none'
            """
        ),
        ("X-Content-Type-Options", "nosniff"), ("Cache-Control", "no-store"), ("X-Frame-Options", "DENY"),
        // With `no-referrer` a browser would not say either where a form was.
        ("Referrer-Policy", "same-origin"),
    ]
}
