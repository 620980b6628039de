extension YAMLNode {
    /// One of the names of `type`.
    public func choice<Choice: RawRepresentable<String> & CaseIterable>(
        _ type: Choice.Type
    ) throws(YAMLError) -> Choice {
        try self.choice(Choice.allCases.map { ($0.rawValue, $0) })
    }

    /// One of the cases of `type`, by the name that the source has for it.
    public func choice<Choice: CaseIterable>(amongCasesOf type: Choice.Type) throws(YAMLError) -> Choice {
        try self.choice(Choice.allCases.map { ("\($0)", $0) })
    }

    /// The value beside the name that is written here.
    public func choice<Choice>(_ choices: [(name: String, choice: Choice)]) throws(YAMLError) -> Choice {
        let name = try self.choice(among: choices.map(\.name))
        guard let choice = choices.first(where: { $0.name == name })?.choice else {
            throw self.mismatch(expected: "a known value", advice: "Choose another.")
        }
        return choice
    }

    /// One of `names`.
    public func choice(among names: [String]) throws(YAMLError) -> String {
        let listed = names.count <= 24 ? "one of \(names.joined(separator: ", "))" : "a name that is defined above"
        let text = try self.text(listed)
        guard names.contains(text) else {
            throw self.mismatch(
                expected: listed,
                advice: NearestName.of(text, among: names).map { "Did you mean `\($0)`?" } ?? "Choose one of these.")
        }
        return text
    }
}
