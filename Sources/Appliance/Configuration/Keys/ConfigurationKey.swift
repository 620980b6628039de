/// One key of `box.yaml`: what it means, what it may be, and what becomes of a change.
public struct ConfigurationKey: Hashable, Sendable {
    /// What holds where the key is left out.
    public enum Absence: Hashable, Sendable {
        /// It may not be left out.
        case required
        /// As if this stood there.
        case value(String)
        /// In words.
        case means(String)
    }

    /// What a reload does with a changed value.
    public enum Change: String, Hashable, Sendable, CaseIterable {
        /// Taken over by the running service.
        case applied
        /// In force only after a restart.
        case restart
    }

    /// From the top of the file; `[]` stands for every item of a list: `buses[].devices[].relay.channel`.
    public let path: String
    public let kind: ConfigurationKind
    /// What a number counts, for example `seconds`; nil for what is no quantity.
    public let unit: String?
    public let absence: Absence
    public let change: Change
    /// One to three plain sentences.
    public let text: String
    /// The key with a value, as it could stand in the file.
    public let example: String

    init(
        _ path: String, _ kind: ConfigurationKind, unit: String? = nil, _ absence: Absence, _ change: Change,
        _ text: String, example value: String
    ) {
        self.path = path
        self.kind = kind
        self.unit = unit
        self.absence = absence
        self.change = change
        self.text = text
        self.example = "\(Self.name(of: path)): \(value)"
    }

    /// The key itself, without what is above it.
    public var name: String { Self.name(of: self.path) }

    /// The path of the mapping that the key stands in; empty at the top of the file.
    public var parent: String { self.path.contains(".") ? String(self.path.dropLast(self.name.count + 1)) : "" }

    /// The path of the mapping that is its value, or each item of it.
    var innerPath: String { self.kind.isListOfMappings ? self.path + "[]" : self.path }

    /// How many mappings it is inside of.
    public var depth: Int { self.path.count { $0 == "." } }

    public var isRequired: Bool { self.absence == .required }

    /// The first sentence of ``text``.
    public var summary: String {
        guard let end = self.text.firstRange(of: ". ") else { return self.text }
        return String(self.text[..<end.lowerBound]) + "."
    }

    /// Kind, unit and range in words.
    public var typeText: String { self.unit.map { "\(self.kind), in \($0)" } ?? "\(self.kind)" }

    private static func name(of path: String) -> String {
        path.lastIndex(of: ".").map { String(path[path.index(after: $0)...]) } ?? path
    }
}
