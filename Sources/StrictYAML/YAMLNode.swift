internal import Yams

/// A node of a YAML file together with its place, and readers that check kind and range.
public struct YAMLNode {
    let node: Node
    /// Path of keys and indexes from the top, for example `buses[0].port`; empty for the whole file.
    public let path: String
    public let location: YAMLLocation

    init(_ node: Node, path: String, near place: YAMLLocation) {
        self.node = node
        self.path = path
        self.location =
            node.mark.map { YAMLLocation(file: place.file, line: $0.line, column: $0.column) } ?? place
    }

    // MARK: structure

    public var isList: Bool { if case .sequence = self.node { true } else { false } }
    public var isMapping: Bool { if case .mapping = self.node { true } else { false } }

    /// The items of a list, at most `limit`.
    public func list(atMost limit: Int) throws(YAMLError) -> [YAMLNode] {
        guard case .sequence(let sequence) = self.node else {
            throw self.error("found \(self.found)", expected: "a list", advice: "Begin each item with `- `.")
        }
        guard sequence.count <= limit else { throw self.count(sequence.count, expected: "at most \(limit)") }
        return sequence.enumerated().map { index, item in
            YAMLNode(item, path: "\(self.path)[\(index)]", near: self.location)
        }
    }

    /// The scalar's text as it stands, whatever it holds.
    func scalar(_ expected: String) throws(YAMLError) -> String {
        guard case .scalar(let scalar) = self.node else {
            throw self.error(
                "found \(self.found)", expected: expected,
                advice: "Write one value after the colon, and check indentation and hyphens.")
        }
        return scalar.string
    }

    // MARK: errors

    /// What is here, for messages: `` `9601` ``, `a list`.
    public var found: String {
        switch self.node {
        case .scalar(let scalar): Self.quoted(scalar.string)
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }

    /// An error at this place.
    public func error(_ problem: String, expected: String, advice: String) -> YAMLError {
        self.error(kind: .value, problem, expected: expected, advice: advice)
    }

    /// An error that tells what is here.
    public func mismatch(expected: String, advice: String) -> YAMLError {
        self.error("found \(self.found)", expected: expected, advice: advice)
    }

    /// An error for something, in words, that is in the file twice.
    public func duplicate(_ what: String) -> YAMLError {
        self.error(
            kind: .duplicate, "\(what) is there twice", expected: "it once", advice: "Remove or change one of the two.")
    }

    /// An error for a list with too many or too few items.
    public func count(_ count: Int, expected: String) -> YAMLError {
        self.error("\(count) items", expected: expected, advice: "Add or remove items.")
    }

    func error(kind: YAMLError.Kind, _ problem: String, expected: String, advice: String) -> YAMLError {
        YAMLError(
            location: self.location, field: self.path, kind: kind, problem: problem, expected: expected,
            advice: advice)
    }

    static func quoted(_ text: String) -> String { text.isEmpty ? "nothing" : "`\(Self.shortened(text))`" }

    /// Cuts what came from the file, so that a message stays a line.
    static func shortened(_ text: String) -> String {
        let shown = text.unicodeScalars.prefix(60).map { PlainText.isControl($0) ? "?" : String($0) }.joined()
        return text.unicodeScalars.count > 60 ? shown + "…" : shown
    }
}

extension YAMLNode {
    /// The value of one key of a mapping, whatever else is in it; nil where this is no mapping or the key is not there.
    public func member(_ name: String) -> YAMLNode? {
        guard case .mapping(let mapping) = self.node, let value = mapping[name] else { return nil }
        return YAMLNode(value, path: "\(self.path).\(name)", near: self.location)
    }
}
