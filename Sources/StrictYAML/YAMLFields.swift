internal import Yams

extension YAMLNode {
    /// The value of one key of a mapping, whatever else is in it; nil where this is no mapping or the key is not there.
    public func member(_ name: String) -> YAMLNode? {
        guard case .mapping(let mapping) = self.node, let value = mapping[name] else { return nil }
        return YAMLNode(value, path: "\(self.path).\(name)", file: self.location.file, line: self.location.line)
    }
}

/// The keys of one mapping; a key that is not expected is refused.
public struct YAMLFields {
    public let owner: YAMLNode
    private let values: [String: YAMLNode]

    public init(_ owner: YAMLNode, allowed: [String]) throws(YAMLError) {
        guard case .mapping(let mapping) = owner.node else {
            throw owner.error(
                "found \(owner.found)", expected: "a mapping with \(allowed.joined(separator: ", "))",
                advice: "Write `key: value` lines.")
        }
        var values: [String: YAMLNode] = [:]
        for (key, value) in mapping {
            let file = owner.location.file
            let keyNode = YAMLNode(key, path: owner.path, file: file, line: owner.location.line)
            let name = try keyNode.text()
            guard allowed.contains(name) else {
                throw keyNode.error(
                    "unknown key `\(name)`", expected: "one of \(allowed.joined(separator: ", "))",
                    advice: "Correct the spelling or remove the line.")
            }
            let path = owner.path.isEmpty ? name : "\(owner.path).\(name)"
            values[name] = YAMLNode(value, path: path, file: file, line: keyNode.location.line)
        }
        self.owner = owner
        self.values = values
    }

    /// Nil where the key is not there.
    public subscript(name: String) -> YAMLNode? { self.values[name] }

    public func required(_ name: String) throws(YAMLError) -> YAMLNode {
        guard let value = self.values[name] else {
            throw self.owner.error(
                "`\(name)` is missing", expected: "a value for it", advice: "Add `\(name): …` here.")
        }
        return value
    }

    public func integer(_ name: String, _ range: ClosedRange<Int>, default value: Int) throws(YAMLError) -> Int {
        guard let node = self[name] else { return value }
        return try node.integer(range)
    }

    public func number(_ name: String, _ range: ClosedRange<Double>, default value: Double) throws(YAMLError) -> Double
    {
        guard let node = self[name] else { return value }
        return try node.number(range)
    }
}
