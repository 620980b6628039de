/// What a crew's tool cannot work with.
public enum CrewError: Error, Hashable, Sendable, CustomStringConvertible {
    case unreadableState(String)
    case unknownProfile(String, known: [String])

    public var description: String {
        switch self {
        case .unreadableState(let path):
            "\(path) is not the state of a scan; remove it to begin anew, or name another file."
        case .unknownProfile(let name, let known):
            "there is no profile `\(name)`; there are: \(known.joined(separator: ", "))"
        }
    }
}
