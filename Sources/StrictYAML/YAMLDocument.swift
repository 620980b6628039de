internal import Yams

/// Reads YAML whose every error names file, line and field.
public enum YAMLDocument {
    /// The top node of the only document in `text`.
    ///
    /// - Parameter file: name for error messages.
    /// - Throws: ``YAMLError`` for text that is not one YAML document, is over the limits, or uses anchors.
    public static func parse(_ text: String, file: String) throws(YAMLError) -> YAMLNode {
        if let refusal = YAMLGuard.problem(in: text) {
            throw self.refused(
                refusal.problem, YAMLLocation(file: file, line: refusal.line, column: refusal.column),
                advice: "Write values out, and check for a bracket or quote that is not closed.")
        }
        let node: Node?
        do {
            node = try Parser(yaml: self.padded(text), encoding: .utf8).singleRoot()
        } catch let error as YamlError {
            throw self.translated(error, text: text, file: file)
        } catch {
            throw self.refused("not readable as YAML", YAMLLocation(file: file, line: 0))
        }
        guard let node else { throw self.refused("the file is empty", YAMLLocation(file: file, line: 0)) }
        return YAMLNode(node, path: "", near: YAMLLocation(file: file, line: 1, column: 1))
    }

    /// The parser keeps a pointer into the text, and strings of up to 15 bytes have no storage to point into.
    private static func padded(_ text: String) -> String {
        var text = text.utf8.count > 15 ? text : text + String(repeating: " ", count: 16)
        text.makeContiguousUTF8()
        return text
    }

    private static func translated(_ error: YamlError, text: String, file: String) -> YAMLError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            return self.refused(problem, YAMLLocation(file: file, line: mark.line, column: mark.column))
        case .duplicatedKeysInMapping(let keys, let context):
            let key = keys.first ?? ""
            let first = YAMLLocation(file: file, line: context.mark.line, column: context.mark.column)
            return YAMLError(
                location: DuplicateKey(key: key, first: first).second(in: text), field: "", kind: .duplicate,
                problem: "the key \(YAMLNode.shortened(key)) is there twice", expected: "each key once",
                advice: "Remove or change one of the two.")
        case .reader(let problem, _, _, _):
            return self.refused(
                problem, YAMLLocation(file: file, line: 0),
                advice: "Save the file as UTF-8 without control characters.")
        default: return self.refused("not readable as YAML", YAMLLocation(file: file, line: 0))
        }
    }

    private static func refused(
        _ problem: String, _ location: YAMLLocation,
        advice: String = "Check indentation (spaces, two for each level), quotes and colons here."
    ) -> YAMLError {
        YAMLError(
            location: location, field: "", kind: .document, problem: problem, expected: "one YAML document",
            advice: advice)
    }
}
