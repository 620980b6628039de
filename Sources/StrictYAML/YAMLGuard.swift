/// Refuses, before the parser sees it, text whose tree would be far larger or deeper than the text.
///
/// What is looked for is also found in comments and quoted text, since telling those apart takes a parser; only
/// brackets in a comment with a line of its own are passed over.
struct YAMLGuard {
    struct Refusal: Hashable {
        /// From 1; 0 for the text as a whole.
        let line: Int
        /// From 1, in bytes.
        let column: Int
        let problem: String
    }

    private let bytes: [UInt8]
    private var line = 1
    private var lineStart = 0
    private var depth = 0
    private var lead = 0
    private var isLeading = true
    private var isComment = false

    private init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The first problem; nil for text that is safe to parse.
    static func problem(in yaml: String) -> Refusal? {
        let count = yaml.utf8.count
        guard count <= YAMLLimits.fileBytes else {
            return Refusal(line: 0, column: 0, problem: "\(count) bytes, over the limit of \(YAMLLimits.fileBytes)")
        }
        var guardian = YAMLGuard(Array(yaml.utf8))
        return guardian.scan()
    }

    private mutating func scan() -> Refusal? {
        for index in self.bytes.indices {
            if let problem = self.read(self.bytes[index], at: index) {
                return Refusal(line: self.line, column: index - self.lineStart + 1, problem: problem)
            }
        }
        return nil
    }

    private mutating func read(_ byte: UInt8, at index: Int) -> String? {
        switch byte {
        case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
            self.breakLine(after: index)
        case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "-"), UInt8(ascii: "?"), UInt8(ascii: ":"):
            // Each of these moves a block one column in, and deeper blocks stand further in.
            self.lead += self.isLeading ? 1 : 0
        case UInt8(ascii: "#"):
            (self.isComment, self.isLeading) = (self.isComment || self.isLeading, false)
        case UInt8(ascii: "["), UInt8(ascii: "{"):
            (self.depth, self.isLeading) = (self.isComment ? self.depth : self.depth + 1, false)
        case UInt8(ascii: "]"), UInt8(ascii: "}"):
            (self.depth, self.isLeading) = (self.isComment ? self.depth : max(0, self.depth - 1), false)
        case UInt8(ascii: "*"), UInt8(ascii: "&"):
            self.isLeading = false
            if self.namesAnchor(at: index) { return "anchors and aliases are not allowed here" }
        case 0xc2, 0xe2:
            self.isLeading = false
            if self.breaksLine(at: index) { return "a line break that is not a line feed" }
        default: self.isLeading = false
        }
        let isDeep = self.depth > YAMLLimits.nesting || self.lead > 2 * YAMLLimits.nesting
        return isDeep ? "lists and mappings are nested deeper than \(YAMLLimits.nesting) levels" : nil
    }

    private mutating func breakLine(after index: Int) {
        let isFirstOfTwo =
            self.bytes[index] == UInt8(ascii: "\r") && index + 1 < self.bytes.count
            && self.bytes[index + 1] == UInt8(ascii: "\n")
        self.line += isFirstOfTwo ? 0 : 1
        (self.lineStart, self.lead, self.isLeading, self.isComment) = (index + 1, 0, true, false)
    }

    /// NEL, LS and PS: the parser ends a line there, and editors show none.
    private func breaksLine(at index: Int) -> Bool {
        let rest = self.bytes[index...].prefix(3)
        return rest.starts(with: [0xc2, 0x85]) || rest.starts(with: [0xe2, 0x80, 0xa8])
            || rest.starts(with: [0xe2, 0x80, 0xa9])
    }

    /// True for the sign of an anchor or alias, which stands before a name and not inside a word.
    private func namesAnchor(at index: Int) -> Bool {
        let isAfterWord = index > 0 && Self.isWord(self.bytes[index - 1])
        guard !isAfterWord, index + 1 < self.bytes.count else { return false }
        let next = self.bytes[index + 1]
        return Self.isWord(next) || next == UInt8(ascii: "-") || next >= 0x80
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
            || byte == UInt8(ascii: "_")
    }
}
