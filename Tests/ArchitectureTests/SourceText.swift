/// Swift text with its comments and string literals blanked, so that only code is judged.
struct SourceText {
    /// Lines stay where they were.
    let code: String

    init(_ text: String) {
        var blanker = Blanker(Array(text.utf8))
        blanker.code()
        self.code = String(decoding: blanker.output, as: UTF8.self)
    }

    /// Modules named by `import` statements.
    var imports: [String] {
        self.code.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ").map(String.init)
            let start = words.drop { $0.hasPrefix("@") || ["public", "package", "internal", "private"].contains($0) }
            guard start.first == "import" else { return nil }
            let kinds = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
            return start.dropFirst().first { !kinds.contains($0) }?.split(separator: ".").first.map(String.init)
        }
    }

    /// Identifiers and keywords, in order.
    var words: [String] {
        self.code.split { !($0.isLetter || $0.isNumber || $0 == "_" || $0 == "`") }.map(String.init)
    }
}

private struct Blanker {
    private let bytes: [UInt8]
    private var index = 0
    private(set) var output: [UInt8] = []

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    private func stands(_ text: String) -> Bool { self.bytes[self.index...].starts(with: text.utf8) }

    private mutating func skip(_ count: Int) {
        for byte in self.bytes[self.index...].prefix(count) {
            self.output.append(byte == UInt8(ascii: "\n") ? byte : UInt8(ascii: " "))
        }
        self.index = min(self.bytes.count, self.index + count)
    }

    /// Copies code to the end, or to the bracket that closes an interpolation.
    mutating func code(isInterpolation: Bool = false) {
        var depth = 0
        while self.index < self.bytes.count {
            if self.stands("//") {
                while self.index < self.bytes.count, !self.stands("\n") { self.skip(1) }
            } else if self.stands("/*") {
                while self.index < self.bytes.count, !self.stands("*/") { self.skip(1) }
                self.skip(2)
            } else if self.stands("\"\"\"") {
                self.literal("\"\"\"")
            } else if self.stands("\"") {
                self.literal("\"")
            } else {
                depth += self.stands("(") ? 1 : self.stands(")") ? -1 : 0
                if isInterpolation, depth < 0 { return }
                self.output.append(self.bytes[self.index])
                self.index += 1
            }
        }
    }

    private mutating func literal(_ quote: String) {
        self.skip(quote.utf8.count)
        while self.index < self.bytes.count, !self.stands(quote) {
            if self.stands("\\(") {
                self.skip(2)
                self.code(isInterpolation: true)
            } else {
                self.skip(self.stands("\\") ? 2 : 1)
            }
        }
        self.skip(quote.utf8.count)
    }
}
