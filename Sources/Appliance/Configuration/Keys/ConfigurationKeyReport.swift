/// One key as `gridtally config explain --json` tells it.
public struct ConfigurationKeyReport: Codable, Sendable {
    public let path: String
    public let type: String
    public let unit: String?
    public let required: Bool
    /// As if this stood there; nil where a missing key means something else.
    public let standard: String?
    /// What a missing key means, in words.
    public let absence: String?
    /// The values that it may have, where they are names.
    public let values: [String]?
    /// `applied` by a reload, or in force after a `restart`.
    public let change: String
    public let text: String
    public let example: String

    public init(_ key: ConfigurationKey) {
        self.path = key.path
        self.type = "\(key.kind)"
        self.unit = key.unit
        self.required = key.isRequired
        (self.standard, self.absence) =
            switch key.absence {
            case .required: (nil, nil)
            case .value(let value): (value, nil)
            case .means(let words): (nil, words)
            }
        self.values = if case .choice(let names) = key.kind { names } else { nil }
        self.change = key.change.rawValue
        self.text = key.text
        self.example = key.example
    }
}
