internal import Yams

/// The keys of one mapping; a key that is not expected is refused.
struct SceneFields {
    let owner: SceneNode
    private let values: [String: SceneNode]

    init(_ owner: SceneNode, allowed: [String]) throws(SceneError) {
        guard case .mapping(let mapping) = owner.node else {
            throw owner.error(
                "found \(owner.found)", expected: "a mapping with \(allowed.joined(separator: ", "))",
                advice: "Write `key: value` lines.")
        }
        var values: [String: SceneNode] = [:]
        for (key, value) in mapping {
            let file = owner.location.file
            let keyNode = SceneNode(key, path: owner.path, file: file, line: owner.location.line)
            let name = try keyNode.text()
            guard allowed.contains(name) else {
                throw keyNode.error(
                    "unknown key `\(name)`", expected: "one of \(allowed.joined(separator: ", "))",
                    advice: "Correct the spelling or remove the line.")
            }
            let path = owner.path.isEmpty ? name : "\(owner.path).\(name)"
            values[name] = SceneNode(value, path: path, file: file, line: keyNode.location.line)
        }
        self.owner = owner
        self.values = values
    }

    /// Nil where the key is not there.
    subscript(name: String) -> SceneNode? { self.values[name] }

    func required(_ name: String) throws(SceneError) -> SceneNode {
        guard let value = self.values[name] else {
            throw self.owner.error(
                "`\(name)` is missing", expected: "a value for it", advice: "Add `\(name): …` here.")
        }
        return value
    }

    func integer(_ name: String, _ range: ClosedRange<Int>, default value: Int) throws(SceneError) -> Int {
        guard let node = self[name] else { return value }
        return try node.integer(range)
    }

    func number(_ name: String, _ range: ClosedRange<Double>, default value: Double) throws(SceneError) -> Double {
        guard let node = self[name] else { return value }
        return try node.number(range)
    }
}
