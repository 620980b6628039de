internal import Yams

/// Reads YAML whose every error names file, line and field.
public enum YAMLDocument {
    /// The top node of the only document in `text`.
    ///
    /// - Parameter file: name for error messages.
    /// - Throws: ``YAMLError`` for text that is not one YAML document, is over the limits, or uses anchors.
    public static func parse(_ text: String, file: String) throws(YAMLError) -> YAMLNode {
        if let (line, problem) = YAMLGuard.problem(in: text) {
            throw self.refused(problem, YAMLLocation(file: file, line: line))
        }
        let node: Node?
        do {
            node = try Yams.compose(yaml: text)
        } catch let error as YamlError {
            let (line, problem) = self.place(of: error)
            throw self.refused(problem, YAMLLocation(file: file, line: line))
        } catch {
            throw self.refused("not readable as YAML: \(error)", YAMLLocation(file: file, line: 0))
        }
        guard let node else { throw self.refused("the file is empty", YAMLLocation(file: file, line: 0)) }
        return YAMLNode(node, path: "", file: file)
    }

    private static func place(of error: YamlError) -> (line: Int, problem: String) {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            (mark.line, problem)
        case .duplicatedKeysInMapping(let keys, let context):
            (context.mark.line, "the key \(keys.joined(separator: ", ")) is there twice")
        default: (0, "not readable as YAML: \(error)")
        }
    }

    private static func refused(_ problem: String, _ location: YAMLLocation) -> YAMLError {
        YAMLError(
            location: location, field: "", problem: problem, expected: "one YAML document",
            advice: "Correct the file; indent with spaces, two for each level.")
    }
}
