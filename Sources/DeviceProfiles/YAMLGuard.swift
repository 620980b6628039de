/// Looks over text before the YAML parser sees it, so that nothing can exhaust memory or stack.
struct YAMLGuard {
    static let maximumBytes = 256 * 1024
    /// Far above what a profile needs, far below what recursion bears.
    private static let maximumDepth = 32
    private static let maximumIndentation = 120

    private let file: String

    static func check(_ text: String, file: String) throws(ProfileError) {
        let bytes = text.utf8.count
        guard bytes <= Self.maximumBytes else {
            throw .tooLarge(file: file, bytes: bytes, limit: Self.maximumBytes)
        }
        // The parser may keep a pointer into the text, which short strings do not have; nothing so short is a profile.
        guard bytes > 15 else {
            throw .syntax(
                SourcePlace(file: file, line: 1, column: 1, path: ""), problem: "there is no profile in this file",
                advice: "begin with \"profile: NAME\"")
        }
        try YAMLGuard(file: file).check(Array(text.utf8))
    }

    private func check(_ bytes: [UInt8]) throws(ProfileError) {
        var (line, lineStart, depth) = (1, 0, 0)
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "\n"):
                (line, lineStart) = (line + 1, index + 1)
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                if depth > Self.maximumDepth { throw self.tooDeep(line, index - lineStart) }
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth = max(0, depth - 1)
            case UInt8(ascii: "&"), UInt8(ascii: "*"):
                if Self.namesAnchor(bytes, at: index) { throw self.anchor(line, index - lineStart) }
            default: break
            }
            if index == lineStart, Self.indentation(bytes, from: index) > Self.maximumIndentation {
                throw self.tooDeep(line, 0)
            }
        }
    }

    /// True for the sign of an anchor or alias, which stands before a name and not inside a word.
    private static func namesAnchor(_ bytes: [UInt8], at index: Int) -> Bool {
        let before = index == 0 || !Self.isWord(bytes[index - 1])
        let after = index + 1 < bytes.count && (Self.isWord(bytes[index + 1]) || bytes[index + 1] == UInt8(ascii: "-"))
        return before && after
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 48...57, 65...90, 97...122, UInt8(ascii: "_"): true
        default: false
        }
    }

    /// Blanks and the signs that open nested blocks at a line's start; each sign counts as much as many blanks.
    private static func indentation(_ bytes: [UInt8], from start: Int) -> Int {
        var (sum, index) = (0, start)
        while index < bytes.count, sum <= Self.maximumIndentation {
            switch bytes[index] {
            case UInt8(ascii: " "), UInt8(ascii: "\t"): sum += 1
            case UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"): sum += 8
            default: return sum
            }
            index += 1
        }
        return sum
    }

    private func tooDeep(_ line: Int, _ column: Int) -> ProfileError {
        .syntax(
            SourcePlace(file: self.file, line: line, column: column + 1, path: ""),
            problem: "lists and mappings are nested too deep", advice: "check for a bracket or quote that is not closed"
        )
    }

    private func anchor(_ line: Int, _ column: Int) -> ProfileError {
        .syntax(
            SourcePlace(file: self.file, line: line, column: column + 1, path: ""),
            problem: "anchors (&name) and aliases (*name) are not allowed, not even in text",
            advice: "write the value out")
    }
}
