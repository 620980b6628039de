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

    /// Browsers say where a form was; others say nothing (Fetch standard, `Origin` and `Sec-Fetch-Site`).
    private func isOfThisPage(_ request: Request) -> Bool {
        if let origin = request.headers[.origin] {
            guard let authority = request.head.authority, origin == "http://\(authority)" else { return false }
        }
        return true
    }

    private func secure(_ response: inout Response) {
        let headers: [(HTTPField.Name, String)] = [
            (.contentSecurityPolicy, Self.policy), (.xContentTypeOptions, "nosniff"), (.cacheControl, "no-store"),
        ]
        for (name, value) in headers where response.headers[name] == nil { response.headers[name] = value }
        // With `no-referrer` a browser would not say either where a form was.
        response.headers[Self.referrerPolicy] = "same-origin"
        response.headers[Self.frameOptions] = "DENY"
    }

    private static let policy = """
        default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; \
        form-action 'self'; frame-ancestors 'none'; base-uri 'none'
        """
    private static let referrerPolicy = HTTPField.Name("Referrer-Policy").unsafelyKnown
    private static let frameOptions = HTTPField.Name("X-Frame-Options").unsafelyKnown
}

extension HTTPField.Name? {
    /// Of a name that is written in the program.
    fileprivate var unsafelyKnown: HTTPField.Name {
        guard let self else { preconditionFailure("a header's name of the program is no token") }
        return self
    }
}
