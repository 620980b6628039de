internal import Yams

/// The keys of one mapping; a key that is not expected, or is there twice, is refused.
public struct YAMLFields {
    public let owner: YAMLNode
    private let values: [String: YAMLNode]

    /// - Parameter allowed: the known keys, in the order in which errors list them.
    public init(_ owner: YAMLNode, allowed: [String]) throws(YAMLError) {
        var problems: [YAMLError] = []
        try self.init(owner, allowed: allowed, problems: &problems)
        if let first = problems.first { throw first }
    }

    /// The same for those who tell every problem: the keys that are known can be read all the same.
    ///
    /// - Parameter problems: gets an error for each key that is not expected or is there twice.
    public init(_ owner: YAMLNode, allowed: [String], problems: inout [YAMLError]) throws(YAMLError) {
        guard case .mapping(let mapping) = owner.node else {
            throw owner.error(
                "found \(owner.found)", expected: "a mapping with \(allowed.joined(separator: ", "))",
                advice: "Write `key: value` lines, and check the indentation.")
        }
        var values: [String: YAMLNode] = [:]
        for (key, value) in mapping {
            let keyNode = YAMLNode(key, path: owner.path, near: owner.location)
            let name = try keyNode.text("a plain word as key")
            guard allowed.contains(name) else {
                problems.append(Self.unknown(name, keyNode, allowed))
                continue
            }
            let path = owner.path.isEmpty ? name : "\(owner.path).\(name)"
            let node = YAMLNode(value, path: path, near: keyNode.location)
            if values.updateValue(node, forKey: name) != nil { problems.append(keyNode.duplicate("the key \(name)")) }
        }
        self.owner = owner
        self.values = values
    }

    private static func unknown(_ name: String, _ node: YAMLNode, _ allowed: [String]) -> YAMLError {
        let nearest = NearestName.of(name, among: allowed)
        return node.error(
            kind: .unknownKey(YAMLNode.shortened(name), nearest: nearest),
            "unknown key `\(YAMLNode.shortened(name))`", expected: "one of \(allowed.joined(separator: ", "))",
            advice: nearest.map { "Did you mean `\($0)`?" } ?? "Correct the spelling or remove the line.")
    }

    /// Nil where the key is not there.
    public subscript(name: String) -> YAMLNode? { self.values[name] }

    public func required(_ name: String) throws(YAMLError) -> YAMLNode {
        guard let value = self.values[name] else { throw self.missing(name) }
        return value
    }

    /// What `read` makes of the key's value; nil where the key is not there.
    public func optional<Value>(
        _ name: String, _ read: (YAMLNode) throws(YAMLError) -> Value
    ) throws(YAMLError) -> Value? {
        guard let node = self[name] else { return nil }
        return try read(node)
    }

    /// The error for a key that has to be here.
    public func missing(_ name: String) -> YAMLError {
        self.owner.error(
            kind: .missingKey(name), "`\(name)` is missing", expected: "a value for it",
            advice: "Add `\(name): …` here.")
    }

    /// Refuses a key that has no meaning beside the others.
    public func refuse(_ name: String, unless isAllowed: Bool, because reason: String) throws(YAMLError) {
        guard !isAllowed, let node = self[name] else { return }
        throw node.error("found \(name)", expected: "no such key here: \(reason)", advice: "Remove the key.")
    }

    public func integer(_ name: String, _ range: ClosedRange<Int>, default value: Int) throws(YAMLError) -> Int {
        guard let node = self[name] else { return value }
        return try node.integer(range)
    }

    public func number(
        _ name: String, _ range: ClosedRange<Double>, default value: Double
    ) throws(YAMLError) -> Double {
        guard let node = self[name] else { return value }
        return try node.number(range)
    }
}
