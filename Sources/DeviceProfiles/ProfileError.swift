/// What is wrong with a profile, or with a value for one of its fields.
public enum ProfileError: Error, Hashable, Sendable {
    case tooLarge(file: String, bytes: Int, limit: Int)
    /// The text is not YAML, or uses a part of YAML that profiles do not allow.
    case syntax(SourcePlace, problem: String, advice: String)
    case unknownKey(SourcePlace, key: String, nearest: String?, known: [String])
    case missingKey(SourcePlace, key: String)
    case duplicate(SourcePlace, what: String)
    case invalid(SourcePlace, found: String, expected: String, advice: String)
    case duplicateProfile(name: String, files: [String])
    case unencodable(field: String, value: String, expected: String)

    /// Where the fault is, for the faults of a file.
    public var place: SourcePlace? {
        switch self {
        case .syntax(let place, _, _), .unknownKey(let place, _, _, _), .missingKey(let place, _),
            .duplicate(let place, _), .invalid(let place, _, _, _):
            place
        case .tooLarge, .duplicateProfile, .unencodable: nil
        }
    }
}

extension ProfileError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .tooLarge(let file, let bytes, let limit):
            "\(file): \(bytes) bytes, but a profile has at most \(limit); split it or check that it is the right file"
        case .syntax(let place, let problem, let advice): "\(place): \(problem); \(advice)"
        case .unknownKey(let place, let key, let nearest, let known):
            "\(place): unknown key \"\(key)\"; "
                + (nearest.map { "did you mean \"\($0)\"? " } ?? "") + "known here: \(known.joined(separator: ", "))"
        case .missingKey(let place, let key): "\(place): the key \"\(key)\" is missing; add it"
        case .duplicate(let place, let what): "\(place): \(what) is there twice; remove or rename one of them"
        case .invalid(let place, let found, let expected, let advice):
            "\(place): found \"\(found)\", expected \(expected); \(advice)"
        case .duplicateProfile(let name, let files):
            "the profile \"\(name)\" is in \(files.joined(separator: " and ")); rename or remove one of them"
        case .unencodable(let field, let value, let expected):
            "\(field): cannot encode \"\(value)\", expected \(expected); choose another value or another profile"
        }
    }
}
