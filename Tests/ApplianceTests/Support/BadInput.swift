import Foundation
import Testing

/// A wrong input, and what the program is to say about it.
struct BadInput: Sendable, CustomTestStringConvertible {
    let testDescription: String
    let code: Int32
    /// What the message has to contain: the place, and what to do.
    let words: [String]
    let arguments: [String]
    let prepare: @Sendable (TestZone) throws -> Void

    init(
        _ name: String, _ code: Int32, _ words: [String],
        _ arguments: [String] = ["run", "--config", "substation.yaml"],
        _ prepare: @escaping @Sendable (TestZone) throws -> Void
    ) {
        self.testDescription = name
        self.code = code
        self.words = words
        self.arguments = arguments
        self.prepare = prepare
    }
}

/// Checks exit code and message.
func expect(_ result: CommandResult, code: Int32, words: [String]) {
    #expect(result.code == code, "\(result)")
    for word in words { #expect(result.errors.contains(word), "no '\(word)' in: \(result)") }
    for noise in noises(in: result.errors) { Issue.record("noise '\(noise)' in: \(result)") }
}

/// What only a programmer of the program could understand.
private func noises(in text: String) -> [String] {
    let patterns = [
        #"\b[A-Z]\w*(Error|Failure|Refusal)\b"#, #"Optional\("#, #"Error Domain"#, #"\bCode=\d"#, #"unknown context"#,
        #"\b(Swift|NIO\w*|Appliance|Storage|FieldBus)\."#, #"errno:"#, #"[Ff]atal error"#, #"\bnil\b"#,
        #"operation couldn.t be completed"#,
    ]
    return patterns.compactMap { pattern in
        text.range(of: pattern, options: .regularExpression).map { String(text[$0]) }
    }
}
