/// Keys in words, for a terminal of 80 columns.
public enum ConfigurationExplanation {
    /// All keys as a tree, each with its first sentence.
    public static var tree: String {
        let lines = ConfigurationCatalog.ordered.map { key in
            let lead = String(repeating: "  ", count: key.depth)
            let name = key.kind.isListOfMappings ? key.name + "[]" : key.name
            let label = "\(lead)\(name)".padding(to: 28)
            return CrewScreen.wrapped(key.summary, indent: String(repeating: " ", count: 28), first: label)
        }
        return (lines + ["", "`gridtally config explain KEY` tells all of one."]).joined(separator: "\n")
    }

    /// One key in full.
    public static func text(of key: ConfigurationKey) -> String {
        let absence =
            switch key.absence {
            case .required: "it must be there"
            case .value(let value): value
            case .means(let words): "left out: \(words)"
            }
        let change =
            switch key.change {
            case .applied: "a reload takes it over (`systemctl reload gridtally`)"
            case .restart: "in force after a restart of the service"
            }
        var lines = [
            key.path, CrewScreen.wrapped(key.text, indent: "    "), "",
            self.line("Type", key.typeText), self.line("Default", absence), self.line("Changed", change),
        ]
        for rule in ConfigurationCatalog.rules where rule.concerns(key) { lines.append(self.line("Rule", "\(rule)")) }
        let inside = ConfigurationCatalog.keys(in: key.innerPath)
        if !inside.isEmpty { lines.append(self.line("Keys", inside.map(\.name).joined(separator: ", "))) }
        lines.append(self.line("Example", key.example))
        return lines.joined(separator: "\n")
    }

    private static func line(_ name: String, _ text: String) -> String {
        CrewScreen.wrapped(text, indent: "              ", first: "    \(name)".padding(to: 14))
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String {
        self.count < width ? self + String(repeating: " ", count: width - self.count) : self + " "
    }
}

extension ConfigurationRule {
    fileprivate func concerns(_ key: ConfigurationKey) -> Bool {
        guard self.parent == key.parent else { return false }
        switch self {
        case .exactlyOne(_, let names), .atLeastOne(_, let names): return names.contains(key.name)
        case .excludes(_, let name, let others): return name == key.name || others.contains(key.name)
        }
    }
}
