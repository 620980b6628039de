/// Why JSON with lower_snake_case keys does not have the form that is expected: what and where, in words.
struct DecodingProblem: CustomStringConvertible {
    let description: String

    init(_ error: any Error) {
        let (path, problem): ([any CodingKey], String) =
            switch error {
            case DecodingError.keyNotFound(let key, let context): (context.codingPath + [key], "is missing")
            case DecodingError.valueNotFound(_, let context): (context.codingPath, "is null")
            case DecodingError.typeMismatch(let type, let context): (context.codingPath, "is not a \(type)")
            // The decoder tells these two apart no further.
            case DecodingError.dataCorrupted(let context) where context.codingPath.isEmpty:
                ([], "is not valid JSON, or has a number where none of its size or with a fraction can be")
            case DecodingError.dataCorrupted(let context):
                (context.codingPath, "cannot be used (\(context.debugDescription))")
            default: ([], "cannot be read (\(error))")
            }
        self.description = path.isEmpty ? problem : "\(Self.place(path)) \(problem)"
    }

    private static func place(_ path: [any CodingKey]) -> String {
        path.map { key in key.intValue.map { "[\($0)]" } ?? "." + self.written(key.stringValue) }.joined()
    }

    /// As it stands in the file: the decoder tells the name of the Swift property.
    private static func written(_ name: String) -> String {
        name.map { $0.isUppercase ? "_\($0.lowercased())" : "\($0)" }.joined()
    }
}
