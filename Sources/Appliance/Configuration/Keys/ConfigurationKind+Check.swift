import StrictYAML

extension ConfigurationKind {
    /// Refuses a single value that this kind of key cannot have; mappings and lists are looked into elsewhere.
    func check(_ node: YAMLNode) throws(YAMLError) {
        switch self {
        case .mapping, .list: throw node.mismatch(expected: self.description, advice: "Check the indentation.")
        case .text, .path: _ = try node.text()
        case .integer(let range): _ = try node.integer(range)
        case .number(let range): _ = try node.number(range)
        case .decimal(let limit):
            let thousandths = try node.decimal(scale: 1000, isPositive: true)
            if let limit, thousandths > Int64(limit) * 1000 {
                throw node.mismatch(expected: self.description, advice: "Write a smaller value.")
            }
        case .duration: _ = try node.durationSeconds()
        case .wait:
            guard try node.durationSeconds() <= 60 else {
                throw node.mismatch(expected: "0s to 60s", advice: "Write a shorter wait.")
            }
        case .boolean: _ = try node.boolean()
        case .choice(let names): _ = try node.choice(among: names)
        case .time: _ = try node.time()
        case .utcOffset: _ = try node.utcOffset()
        case .hexadecimal(let digits): try self.checkHexadecimal(node, digits)
        case .either(let kinds): try self.check(node, among: kinds.filter { !$0.holdsKeys })
        }
    }

    private func checkHexadecimal(_ node: YAMLNode, _ digits: Int) throws(YAMLError) {
        let text = try node.text(self.description)
        let rest = digits == 4 && text.hasPrefix("0x") ? text.dropFirst(2) : text[...]
        guard rest.utf8.count == digits, rest.allSatisfy(\.isHexDigit) else {
            throw node.mismatch(expected: self.description, advice: "Copy it, in quotes.")
        }
    }

    private func check(_ node: YAMLNode, among kinds: [ConfigurationKind]) throws(YAMLError) {
        var fits = false
        for kind in kinds {
            do throws(YAMLError) {
                try kind.check(node)
                fits = true
            } catch {
                // Another of the kinds may take it.
            }
        }
        guard fits else {
            throw node.mismatch(expected: self.description, advice: "See `gridtally config explain`.")
        }
    }
}
