extension IdentificationCheck {
    static func list(_ node: ProfileNode?, fields: [FieldEntry]) throws(ProfileError) -> [IdentificationCheck] {
        var checks: [IdentificationCheck] = []
        for item in try node?.list(atMost: 16) ?? [] { checks.append(try IdentificationCheck(item, fields: fields)) }
        return checks
    }

    private init(_ node: ProfileNode, fields: [FieldEntry]) throws(ProfileError) {
        let keys = try node.mapping(known: ["field", "equals", "between", "begins"])
        let nameNode = try keys.required("field")
        let name = try nameNode.choice(among: fields.map(\.field.name))
        guard let entry = fields.first(where: { $0.field.name == name }) else { throw keys.missing("field") }
        guard entry.field.type.isNumeric == (keys.optional("begins") == nil) else {
            throw node.invalid(
                found: "another kind of condition for \"\(name)\"",
                expected: "begins for a text, equals or between for a number", advice: "change the condition")
        }
        let expectation: Expectation
        switch (keys.optional("equals"), keys.optional("between"), keys.optional("begins")) {
        case (let equals?, nil, nil): expectation = .oneOf(try Self.numbers(equals))
        case (nil, let between?, nil):
            let bounds = try between.list(atMost: 2)
            guard bounds.count == 2 else { throw between.count(bounds.count, expected: "two numbers, low and high") }
            let low = try bounds[0].amount(multiplier: entry.fileUnit.multiplier)
            let high = try bounds[1].amount(multiplier: entry.fileUnit.multiplier)
            guard low <= high else {
                throw between.invalid(
                    found: "[\(low), \(high)]", expected: "the lower number first", advice: "swap them")
            }
            expectation = .between(low...high)
        case (nil, nil, let begins?): expectation = .prefix(try begins.text(atMost: 60))
        default:
            throw node.invalid(
                found: "another number of conditions", expected: "one of equals, between, begins",
                advice: "keep one and move others into entries of their own")
        }
        self.init(field: name, expectation: expectation)
    }

    private static func numbers(_ node: ProfileNode) throws(ProfileError) -> [Int64] {
        var numbers: [Int64] = []
        for item in try node.list(atMost: 16) { numbers.append(Int64(try item.pattern(atMost: 1 << 62))) }
        return numbers
    }
}
