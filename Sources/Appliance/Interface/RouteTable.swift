import Foundation
import Hummingbird
import NIOCore

/// What may ask for something.
enum Access: Sendable {
    /// Whoever reaches the box: what a crew sees at the switchboard.
    case anyone
    /// Belongs to accounts, or names meters to look at: a signed-in person, or the Unix socket.
    case person
    /// Bears a signature of its own, which the contract or the box checks.
    case signed
    /// Tools on the same machine: the Unix socket alone.
    case machine
}

/// Collects routes: adds them to a router, answers what has another method with 405, and describes them.
final class RouteTable {
    let router: Router<BoxContext>
    /// Nil: over the Unix socket, whose group is the right that is asked for.
    let gate: AccessGate?
    private(set) var operations: [APIOperation] = []
    private var methods: [String: [HTTPRequest.Method]] = [:]

    init(router: Router<BoxContext>, gate: AccessGate?) { (self.router, self.gate) = (router, gate) }

    /// Adds a route that needs no description.
    func add(
        _ method: HTTPRequest.Method, _ path: String, _ access: Access,
        _ answer: @escaping @Sendable (Request, BoxContext) async throws -> Response
    ) {
        guard self.gate == nil || access != .machine else { return }
        let gate = self.gate
        self.methods[path, default: []].append(method)
        self.router.on(RouterPath(path), method: method) { request, context in
            if let gate, access == .person {
                do { _ = try await gate.person(of: request, needed: true) } catch {
                    return RefusalReport.response(error)
                }
            }
            return try await answer(request, context)
        }
    }

    func get<Report: Codable & SendableMetatype>(
        _ name: String, _ summary: String, _ fields: [QueryField] = [], _ access: Access = .anyone,
        _ make: @escaping @Sendable (Query) async throws -> Report
    ) {
        self.describe(
            APIOperation(
                method: "get", name: name, summary: summary, fields: fields, access: access, body: nil,
                report: Report.self))
        self.add(.get, "/api/v1/\(name)", access) { request, _ in
            await RefusalReport.answer {
                let query = Query(parameters: request.uri.queryParameters)
                try query.check(fields)
                return try await make(query)
            }
        }
    }

    func describe(_ operation: APIOperation) {
        guard self.gate == nil || operation.access != .machine else { return }
        self.operations.append(operation)
    }

    /// Answers 405 to every other method of the paths that there are (RFC 9110, section 15.5.6).
    func refuseOtherMethods() {
        let query = HTTPRequest.Method("QUERY")
        let all: [HTTPRequest.Method] =
            [.get, .post, .put, .patch, .delete, .options, .trace] + (query.map { [$0] } ?? [])
        for (path, methods) in self.methods {
            let allowed = methods.map(\.rawValue) + (methods.contains(.get) ? ["HEAD"] : [])
            for method in all where !methods.contains(method) {
                self.router.on(RouterPath(path), method: method) { _, _ in
                    var response = RefusalReport.response(
                        .methodNotAllowed, "allowed: \(allowed.joined(separator: ", "))")
                    response.headers[.allow] = allowed.joined(separator: ", ")
                    return response
                }
            }
        }
    }
}

/// One question of the interface, as it is described.
struct APIOperation: Sendable {
    var method: String
    /// Behind `/api/v1/`.
    var name: String
    var summary: String
    var fields: [QueryField]
    var access: Access
    /// What a request brings, and the most bytes of it.
    var body: (mediaType: String, about: String, most: Int)?
    /// What it answers.
    var report: any (Codable & SendableMetatype).Type
}

/// A field of a request's query.
struct QueryField: Sendable {
    enum Kind: Sendable {
        case text
        /// A whole number.
        case number(ClosedRange<UInt64>)
        case decimal
        /// A text of this form, as a regular expression.
        case form(String)
    }

    var name: String
    var kind: Kind
    var about: String
    var isRequired: Bool

    static func text(_ name: String, _ about: String, required: Bool = false) -> QueryField {
        QueryField(name: name, kind: .text, about: about, isRequired: required)
    }

    static func number(
        _ name: String, _ about: String, _ range: ClosedRange<UInt64> = 0...UInt64(Int64.max), required: Bool = false
    ) -> QueryField {
        QueryField(name: name, kind: .number(range), about: about, isRequired: required)
    }

    /// A local day.
    static func day(_ name: String, _ about: String) -> QueryField {
        let form = #"^(19[7-9][0-9]|[2-9][0-9]{3})-(0[1-9]|1[0-2])-(0[1-9]|1[0-9]|2[0-8])$"#
        return QueryField(name: name, kind: .form(form), about: about, isRequired: false)
    }

    /// 32 bytes in hexadecimal.
    static func digest(_ name: String, _ about: String) -> QueryField {
        QueryField(name: name, kind: .form(Self.digestForm), about: about, isRequired: true)
    }

    static let digestForm = "^[0-9a-f]{64}$"

    /// Units on buses.
    static func units(_ name: String, _ about: String) -> QueryField {
        let unit = "[A-Za-z0-9-]+:(25[0-5]|2[0-4][0-9]|1?[0-9]?[0-9])"
        return QueryField(name: name, kind: .form("^\(unit)(,\(unit))*$"), about: about, isRequired: false)
    }

    static func decimal(_ name: String, _ about: String) -> QueryField {
        QueryField(name: name, kind: .decimal, about: about, isRequired: false)
    }
}

extension Query {
    /// Refuses fields that the question does not have: a misspelt one would be answered as if it were not there.
    func check(_ fields: [QueryField]) throws(RequestRefusal) {
        var seen: Set<Substring> = []
        for (name, _) in self.parameters {
            guard fields.contains(where: { $0.name == name }) else {
                let known = fields.isEmpty ? "none" : fields.map(\.name).joined(separator: ", ")
                throw RequestRefusal(kind: .badRequest, description: "'\(name)' is no field here; there are: \(known)")
            }
            guard seen.insert(name).inserted else {
                throw RequestRefusal(kind: .badRequest, description: "\(name): give it once")
            }
        }
        for field in fields {
            if field.isRequired { _ = try self.required(Substring(field.name)) }
            if case .number(let range) = field.kind, let number = try self.number(Substring(field.name)),
                !range.contains(number)
            {
                throw RequestRefusal(
                    kind: .badRequest,
                    description: "\(field.name): \(number) is not \(range.lowerBound) to \(range.upperBound)")
            }
        }
    }
}
