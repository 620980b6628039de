/// The interface as OpenAPI 3.1 describes it, made from the routes and the types that they answer with.
struct APIDocument: Sendable {
    let json: String

    init(_ operations: [APIOperation]) {
        var schemas = SchemaBook()
        var paths: [String: JSONText] = [:]
        for operation in operations {
            let entry = Self.entry(operation, &schemas)
            let path = "/api/v1/\(operation.name)"
            paths[path] = .object((paths[path]?.members ?? [:]).merging([operation.method: entry]) { $1 })
        }
        _ = schemas.reference(to: RefusalReport.self)
        self.json =
            JSONText.object([
                "openapi": .string("3.1.0"),
                "info": .object([
                    "title": .string("GridTally box"), "version": .string(Product.version),
                    "description": .string(Self.about),
                ]),
                "paths": .object(paths),
                "components": .object([
                    "schemas": .object(schemas.schemas),
                    "securitySchemes": .object([
                        "pass": .object([
                            "type": .string("apiKey"), "in": .string("header"), "name": .string("Authorization"),
                            "description": .string("`GridTally PASS`, with a pass of `gridtally page sign-in`."),
                        ])
                    ]),
                ]),
            ]).text + "\n"
    }

    private static let about = """
        Integers in base units: Wh, L, m, mV, mA, mW; money in paise. Times are UTC (RFC 3339) where a field does not say \
        otherwise. What is not known is left out.
        """

    private static func entry(_ operation: APIOperation, _ schemas: inout SchemaBook) -> JSONText {
        var entry: [String: JSONText] = [
            "summary": .string(operation.summary),
            "operationId": .string(
                operation.method + "_"
                    + operation.name.filter { $0 != "{" && $0 != "}" }.map { $0 == "/" || $0 == "-" ? "_" : "\($0)" }
                    .joined()),
            "responses": .object(self.responses(operation, &schemas)),
        ]
        let parameters = self.parameters(operation)
        if !parameters.isEmpty { entry["parameters"] = .array(parameters) }
        if operation.access == .person { entry["security"] = .array([.object(["pass": .array([])])]) }
        if let body = operation.body {
            entry["requestBody"] = .object([
                "required": .boolean(true),
                "description": .string("\(body.about); at most \(body.most) bytes"),
                "content": .object([body.mediaType: .object([:])]),
            ])
        }
        return .object(entry)
    }

    private static func parameters(_ operation: APIOperation) -> [JSONText] {
        var parameters = operation.fields.map { field -> JSONText in
            .object([
                "name": .string(field.name), "in": .string("query"), "required": .boolean(field.isRequired),
                "description": .string(field.about), "schema": field.kind.schema,
            ])
        }
        if operation.name.contains("{id}") {
            parameters.append(
                .object([
                    "name": .string("id"), "in": .string("path"), "required": .boolean(true),
                    "description": .string("hexadecimal, 64 digits"),
                    "schema": .object(["type": .string("string"), "pattern": .string(QueryField.digestForm)]),
                ]))
        }
        return parameters
    }

    private static func responses(_ operation: APIOperation, _ schemas: inout SchemaBook) -> [String: JSONText] {
        func json(_ about: String, _ schema: JSONText) -> JSONText {
            .object([
                "description": .string(about),
                "content": .object(["application/json": .object(["schema": schema])]),
            ])
        }
        let refusal = schemas.reference(to: RefusalReport.self)
        var responses = [
            "200": json("what was asked for", schemas.reference(to: operation.report)),
            "400": json("the question makes no sense", refusal), "429": json("too many requests", refusal),
        ]
        if !operation.fields.isEmpty || operation.name.contains("{id}") {
            responses["404"] = json("there is no such thing", refusal)
        }
        if operation.access == .person {
            responses["401"] = json("a pass is needed", refusal)
        }
        if operation.access != .anyone { responses["403"] = json("not allowed", refusal) }
        if operation.body != nil {
            responses["413"] = json("too many bytes", refusal)
            responses["422"] = json("the contract refuses it", refusal)
            responses["503"] = json("nobody can be reached who takes it", refusal)
        }
        return responses
    }
}

extension QueryField.Kind {
    fileprivate var schema: JSONText {
        switch self {
        case .text: .object(["type": .string("string")])
        case .number(let range):
            .object([
                "type": .string("integer"), "minimum": .integer(Int(clamping: range.lowerBound)),
                "maximum": .integer(Int(clamping: range.upperBound)),
            ])
        case .decimal:
            .object(["type": .string("number"), "minimum": .integer(0), "maximum": .integer(Query.mostDecimal)])
        case .form(let form): .object(["type": .string("string"), "pattern": .string(form)])
        }
    }
}
