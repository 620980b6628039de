import Yams

/// A YAML node that knows its place, so that every complaint can name it.
struct ProfileNode {
    private let node: Node
    private let file: String
    let path: String

    /// Parses a file's text to its root.
    init(yaml: String, file: String) throws(ProfileError) {
        try YAMLGuard.check(yaml, file: file)
        var text = yaml
        text.makeContiguousUTF8()
        let top = SourcePlace(file: file, line: 1, column: 1, path: "")
        let root: Node?
        do {
            root = try Parser(yaml: text, encoding: .utf8).singleRoot()
        } catch let error as YamlError {
            throw Self.syntax(error, file: file)
        } catch {
            throw .syntax(top, problem: "this is not YAML", advice: "compare with a profile that works")
        }
        guard let root else {
            throw .syntax(top, problem: "there is no profile in this file", advice: "begin with \"profile: NAME\"")
        }
        self.init(node: root, file: file, path: "")
    }

    private init(node: Node, file: String, path: String) {
        (self.node, self.file, self.path) = (node, file, path)
    }

    private static func syntax(_ error: YamlError, file: String) -> ProfileError {
        func place(_ mark: Mark?) -> SourcePlace {
            SourcePlace(file: file, line: mark?.line ?? 1, column: mark?.column ?? 1, path: "")
        }
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return .syntax(place(mark), problem: problem, advice: "check indentation, quotes and colons on this line")
        case .duplicatedKeysInMapping(let keys, let context):
            return .duplicate(place(context.mark), what: "the key \"\(keys.first.map(Self.shortened) ?? "")\"")
        case .reader(let problem, _, _, _):
            return .syntax(place(nil), problem: problem, advice: "save the file as UTF-8 without control characters")
        default:
            return .syntax(place(nil), problem: "this is not YAML", advice: "compare with a profile that works")
        }
    }

    private var place: SourcePlace {
        SourcePlace(
            file: self.file, line: self.node.mark?.line ?? 1, column: self.node.mark?.column ?? 1, path: self.path)
    }

    // MARK: structure

    func mapping(known: [String]) throws(ProfileError) -> ProfileMapping {
        guard case .mapping(let pairs) = self.node else { throw self.wrongKind("a mapping of key: value") }
        var values: [(key: String, node: ProfileNode)] = []
        for (keyNode, value) in pairs {
            let at = ProfileNode(node: keyNode, file: self.file, path: self.path)
            guard case .scalar(let key) = keyNode else { throw at.wrongKind("a plain word as key") }
            guard known.contains(key.string) else {
                throw .unknownKey(
                    at.place, key: Self.shortened(key.string), nearest: NearestName.of(key.string, among: known),
                    known: known)
            }
            if values.contains(where: { $0.key == key.string }) { throw at.duplicate("the key \"\(key.string)\"") }
            let path = self.path.isEmpty ? key.string : "\(self.path).\(key.string)"
            values.append((key.string, ProfileNode(node: value, file: self.file, path: path)))
        }
        return ProfileMapping(node: self, values: values)
    }

    func list(atMost limit: Int) throws(ProfileError) -> [ProfileNode] {
        guard case .sequence(let items) = self.node else { throw self.wrongKind("a list") }
        guard items.count <= limit else { throw self.count(items.count, expected: "at most \(limit) entries") }
        return items.enumerated().map { index, item in
            ProfileNode(node: item, file: self.file, path: "\(self.path)[\(index)]")
        }
    }

    func scalar(_ expected: String) throws(ProfileError) -> String {
        guard case .scalar(let scalar) = self.node else { throw self.wrongKind(expected) }
        return scalar.string
    }

    // MARK: complaints

    func invalid(found: String, expected: String, advice: String) -> ProfileError {
        .invalid(self.place, found: Self.shortened(found), expected: expected, advice: advice)
    }

    func duplicate(_ what: String) -> ProfileError { .duplicate(self.place, what: what) }

    func missing(_ key: String) -> ProfileError { .missingKey(self.place, key: key) }

    func count(_ count: Int, expected: String) -> ProfileError {
        self.invalid(found: "\(count) entries", expected: expected, advice: "add or remove entries")
    }

    private func wrongKind(_ expected: String) -> ProfileError {
        let found =
            switch self.node {
            case .scalar(let scalar): scalar.string
            case .mapping: "a mapping"
            case .sequence: "a list"
            case .alias: "an alias"
            }
        return self.invalid(found: found, expected: expected, advice: "check indentation and hyphens here")
    }

    /// Cuts what came from the file, so that a message stays a line.
    private static func shortened(_ text: String) -> String {
        let clean = text.unicodeScalars.prefix(60).map { $0.value < 0x20 || $0.value == 0x7F ? "?" : String($0) }
            .joined()
        return text.unicodeScalars.count > 60 ? clean + "…" : clean
    }
}
