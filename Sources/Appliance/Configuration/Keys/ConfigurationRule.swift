/// Which keys of a mapping go together.
public enum ConfigurationRule: Hashable, Sendable {
    case exactlyOne(in: String, of: [String])
    case atLeastOne(in: String, of: [String])
    /// Beside `key` none of the others means anything.
    case excludes(in: String, key: String, others: [String])

    /// The path of the mapping.
    var parent: String {
        switch self {
        case .exactlyOne(let parent, _), .atLeastOne(let parent, _), .excludes(let parent, _, _): parent
        }
    }
}

extension ConfigurationRule: CustomStringConvertible {
    public var description: String {
        switch self {
        case .exactlyOne(_, let names): "one of \(names.joined(separator: " and "))"
        case .atLeastOne(_, let names): names.joined(separator: " or ")
        case .excludes(_, let key, let others): "beside \(key) no \(others.joined(separator: ", "))"
        }
    }
}
