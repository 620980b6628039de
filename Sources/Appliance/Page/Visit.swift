import Hummingbird
import StatusPage

/// One look at a page.
struct Visit: Sendable {
    static let languageCookie = "gridtally_language"

    let context: PageContext
    let person: SignedInPerson?
    private let parameters: Parameters

    /// A part of the path, decoded.
    func part(_ name: String) throws -> String { try self.parameters.require(name).decodedPart }

    /// - Parameter make: nil where there is no such thing.
    static func answer(
        _ request: Request, _ route: BoxContext, _ views: ViewMaker, _ gate: AccessGate,
        _ make: @Sendable (Visit) async throws -> String?
    ) async -> Response {
        // A pass that is not good is nobody's: the page then says what takes a name.
        let person = try? await gate.person(of: request, needed: false)
        let visit = Visit(
            context: await views.context(self.language(of: request), path: request.uri.string, person: person),
            person: person, parameters: route.parameters)
        do {
            guard let html = try await make(visit) else {
                throw RequestRefusal(kind: .notFound, description: request.uri.path.decodedPart)
            }
            return PageRoutes.text(html, Self.mediaType)
        } catch {
            let status = RefusalReport.status(of: error)
            let title: Word = status == .notFound ? .notFound : status == .forbidden ? .notAllowed : .cannotShow
            return PageRoutes.text(StatusPages.notice(title, "\(error)", visit.context), Self.mediaType, status)
        }
    }

    private static let mediaType = "text/html; charset=utf-8"

    /// What the person chose before, else what the browser wishes.
    private static func language(of request: Request) -> Language {
        request.cookies[self.languageCookie].flatMap { Language(rawValue: $0.value) }
            ?? Language(accepting: request.headers[.acceptLanguage])
    }
}
