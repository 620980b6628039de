internal import Metering
internal import Yams

/// A node of a scene file together with its place, and readers that check kind and range.
struct SceneNode {
    let node: Node
    let path: String
    let location: SceneLocation

    init(_ node: Node, path: String, file: String, line: Int = 0) {
        self.node = node
        self.path = path
        self.location = SceneLocation(file: file, line: node.mark?.line ?? line)
    }

    func error(_ problem: String, expected: String, advice: String) -> SceneError {
        SceneError(
            location: self.location, field: self.path, problem: problem, expected: expected, advice: advice)
    }

    /// The items of a list, at most `limit`.
    func list(atMost limit: Int) throws(SceneError) -> [SceneNode] {
        guard case .sequence(let sequence) = self.node else {
            throw self.error("found \(self.found)", expected: "a list", advice: "Begin each item with `- `.")
        }
        guard sequence.count <= limit else {
            throw self.error(
                "\(sequence.count) items", expected: "at most \(limit)", advice: "Split the scene into several files.")
        }
        return sequence.enumerated().map { index, item in
            SceneNode(item, path: "\(self.path)[\(index)]", file: self.location.file, line: self.location.line)
        }
    }

    var isList: Bool { if case .sequence = self.node { true } else { false } }
    var isMapping: Bool { if case .mapping = self.node { true } else { false } }

    /// Plain text, not empty, at most 200 bytes, without control characters.
    func text() throws(SceneError) -> String {
        guard case .scalar(let scalar) = self.node else {
            throw self.error("found \(self.found)", expected: "text", advice: "Write one value after the colon.")
        }
        let text = scalar.string
        guard !text.isEmpty, text.utf8.count <= SceneLimits.textBytes,
            !text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7f..<0xa0).contains($0.value) })
        else {
            throw self.error(
                text.isEmpty ? "is empty" : "is too long or has control characters",
                expected: "text of 1 to \(SceneLimits.textBytes) bytes", advice: "Write a shorter, plain value.")
        }
        return text
    }

    func integer(_ range: ClosedRange<Int>) throws(SceneError) -> Int {
        let text = try self.text()
        guard let value = Int(text), range.contains(value) else {
            throw self.error(
                "found `\(text)`", expected: "a whole number from \(range.lowerBound) to \(range.upperBound)",
                advice: "Change the value.")
        }
        return value
    }

    func number(_ range: ClosedRange<Double>) throws(SceneError) -> Double {
        let text = try self.text()
        // Digits, sign and point only: Double(_:) would take hexadecimal, `nan` and `inf`.
        guard text.utf8.allSatisfy({ (0x30...0x39).contains($0) || [0x2e, 0x2d, 0x2b].contains($0) }),
            let value = Double(text), range.contains(value)
        else {
            throw self.error(
                "found `\(text)`", expected: "a number from \(range.lowerBound) to \(range.upperBound)",
                advice: "Change the value; write it without a unit.")
        }
        return value
    }

    func boolean() throws(SceneError) -> Bool {
        switch try self.text() {
        case "true": return true
        case "false": return false
        case let text:
            throw self.error("found `\(text)`", expected: "true or false", advice: "Write one of the two.")
        }
    }

    func choice<Choice>(_ choices: [(name: String, value: Choice)]) throws(SceneError) -> Choice {
        let text = try self.text()
        guard let choice = choices.first(where: { $0.name == text }) else {
            let names = choices.map(\.name).joined(separator: ", ")
            throw self.error("found `\(text)`", expected: "one of \(names)", advice: "Choose one of these.")
        }
        return choice.value
    }

    var found: String {
        switch self.node {
        case .scalar(let scalar): "`\(scalar.string.prefix(40))`"
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }
}
