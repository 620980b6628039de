internal import StrictYAML

extension IdentificationCheck {
    static func list(_ node: YAMLNode?, fields: [FieldEntry]) throws(YAMLError) -> [IdentificationCheck] {
        var checks: [IdentificationCheck] = []
        for item in try node?.list(atMost: 16) ?? [] { checks.append(try IdentificationCheck(item, fields: fields)) }
        return checks
    }

    private init(_ node: YAMLNode, fields: [FieldEntry]) throws(YAMLError) {
        let keys = try YAMLFields(node, allowed: ["field", "equals", "between", "begins"])
        let nameNode = try keys.required("field")
        let name = try nameNode.choice(among: fields.map(\.field.name))
        guard let entry = fields.first(where: { $0.field.name == name }) else { throw keys.missing("field") }
        guard entry.field.type.isNumeric == (keys["begins"] == nil) else {
            throw node.error(
                "found another kind of condition for \(name)",
                expected: "begins for a text, equals or between for a number", advice: "Change the condition.")
        }
        let expectation: Expectation
        switch (keys["equals"], keys["between"], keys["begins"]) {
        case (let equals?, nil, nil): expectation = .oneOf(try Self.numbers(equals))
        case (nil, let between?, nil):
            let bounds = try between.list(atMost: 2)
            guard bounds.count == 2 else { throw between.count(bounds.count, expected: "two numbers, low and high") }
            let low = try bounds[0].amount(multiplier: entry.fileUnit.multiplier)
            let high = try bounds[1].amount(multiplier: entry.fileUnit.multiplier)
            guard low <= high else {
                throw between.error(
                    "found [\(low), \(high)]", expected: "the lower number first", advice: "Swap them.")
            }
            expectation = .between(low...high)
        case (nil, nil, let begins?): expectation = .prefix(try begins.text(atMost: 60))
        default:
            throw node.error(
                "found another number of conditions", expected: "one of equals, between, begins",
                advice: "Keep one and move others into entries of their own.")
        }
        self.init(field: name, expectation: expectation)
    }

    private static func numbers(_ node: YAMLNode) throws(YAMLError) -> [Int64] {
        var numbers: [Int64] = []
        for item in try node.list(atMost: 16) { numbers.append(Int64(try item.pattern(atMost: 1 << 62))) }
        return numbers
    }
}
