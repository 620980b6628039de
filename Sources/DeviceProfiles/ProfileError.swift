public import StrictYAML

/// What is wrong with a catalogue of profiles, or with a value for one of a profile's fields.
public enum ProfileError: Error, Hashable, Sendable {
    /// One of the files is not a profile.
    case file(YAMLError)
    case duplicateProfile(name: String, files: [String])
    case unencodable(field: String, value: String, expected: String)
}

extension ProfileError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .file(let error): error.description
        case .duplicateProfile(let name, let files):
            "the profile \"\(name)\" is in \(files.joined(separator: " and ")); rename or remove one of them"
        case .unencodable(let field, let value, let expected):
            "\(field): cannot encode \"\(value)\", expected \(expected); choose another value or another profile"
        }
    }
}
