internal import Yams

/// A node of a YAML file together with its place, and readers that check kind and range.
public struct YAMLNode {
    let node: Node
    /// Path of keys and indexes from the top, for example `buses[0].port`; empty for the whole file.
    public let path: String
    public let location: YAMLLocation

    init(_ node: Node, path: String, file: String, line: Int = 0) {
        self.node = node
        self.path = path
        self.location = YAMLLocation(file: file, line: node.mark?.line ?? line)
    }

    /// An error at this place.
    public func error(_ problem: String, expected: String, advice: String) -> YAMLError {
        YAMLError(
            location: self.location, field: self.path, problem: problem, expected: expected, advice: advice)
    }

    /// The items of a list, at most `limit`.
    public func list(atMost limit: Int) throws(YAMLError) -> [YAMLNode] {
        guard case .sequence(let sequence) = self.node else {
            throw self.error("found \(self.found)", expected: "a list", advice: "Begin each item with `- `.")
        }
        guard sequence.count <= limit else {
            throw self.error(
                "\(sequence.count) items", expected: "at most \(limit)", advice: "Split it into several files.")
        }
        return sequence.enumerated().map { index, item in
            YAMLNode(item, path: "\(self.path)[\(index)]", file: self.location.file, line: self.location.line)
        }
    }

    public var isList: Bool { if case .sequence = self.node { true } else { false } }
    public var isMapping: Bool { if case .mapping = self.node { true } else { false } }

    /// Plain text, not empty, at most 200 bytes, without control characters.
    public func text() throws(YAMLError) -> String {
        guard case .scalar(let scalar) = self.node else {
            throw self.error("found \(self.found)", expected: "text", advice: "Write one value after the colon.")
        }
        let text = scalar.string
        guard !text.isEmpty, text.utf8.count <= YAMLLimits.textBytes,
            !text.unicodeScalars.contains(where: { $0.value < 0x20 || (0x7f..<0xa0).contains($0.value) })
        else {
            throw self.error(
                text.isEmpty ? "is empty" : "is too long or has control characters",
                expected: "text of 1 to \(YAMLLimits.textBytes) bytes", advice: "Write a shorter, plain value.")
        }
        return text
    }

    public func integer(_ range: ClosedRange<Int>) throws(YAMLError) -> Int {
        let text = try self.text()
        guard let value = Int(text), range.contains(value) else {
            throw self.error(
                "found `\(text)`", expected: "a whole number from \(range.lowerBound) to \(range.upperBound)",
                advice: "Change the value.")
        }
        return value
    }

    public func number(_ range: ClosedRange<Double>) throws(YAMLError) -> Double {
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

    public func boolean() throws(YAMLError) -> Bool {
        switch try self.text() {
        case "true": return true
        case "false": return false
        case let text:
            throw self.error("found `\(text)`", expected: "true or false", advice: "Write one of the two.")
        }
    }

    public func choice<Choice: RawRepresentable & CaseIterable>(
        _ type: Choice.Type
    ) throws(YAMLError) -> Choice where Choice.RawValue == String {
        let text = try self.text()
        guard let choice = Choice(rawValue: text) else {
            let names = Choice.allCases.map(\.rawValue).joined(separator: ", ")
            throw self.error("found `\(text)`", expected: "one of \(names)", advice: "Choose one of these.")
        }
        return choice
    }

    public var found: String {
        switch self.node {
        case .scalar(let scalar): "`\(scalar.string.prefix(40))`"
        case .mapping: "a mapping"
        case .sequence: "a list"
        case .alias: "an alias"
        }
    }
}
