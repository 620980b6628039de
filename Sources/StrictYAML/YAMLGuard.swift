/// Refuses, before the parser sees it, text whose tree would be far larger than the text.
enum YAMLGuard {
    /// Anchors are looked for in comments and quoted text too, since telling those apart takes a parser.
    ///
    /// - Returns: the line and the words for the first problem; nil for text that is safe to parse.
    static func problem(in yaml: String) -> (line: Int, problem: String)? {
        let bytes = Array(yaml.utf8)
        guard bytes.count <= YAMLLimits.fileBytes else {
            return (0, "\(bytes.count) bytes, over the limit of \(YAMLLimits.fileBytes)")
        }
        var (line, depth, lead, isLeading, isComment) = (1, 0, 0, true, false)
        var previous = UInt8(ascii: "\n")
        for (index, byte) in bytes.enumerated() {
            switch byte {
            case UInt8(ascii: "\n"): (line, lead, isLeading, isComment) = (line + 1, 0, true, false)
            case UInt8(ascii: "#"): (isComment, isLeading) = (isComment || isLeading, false)
            case UInt8(ascii: "["), UInt8(ascii: "{"): (depth, isLeading) = (isComment ? depth : depth + 1, false)
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                (depth, isLeading) = (isComment ? depth : max(0, depth - 1), false)
            case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "?"): lead += isLeading ? 1 : 0
            case UInt8(ascii: "*"), UInt8(ascii: "&"):
                if Self.startsToken(previous), index + 1 < bytes.count, Self.isWord(bytes[index + 1]) {
                    return (line, "anchors and aliases are not allowed here: write the value out")
                }
                isLeading = false
            default: isLeading = false
            }
            guard depth <= YAMLLimits.nesting, lead <= 2 * YAMLLimits.nesting else {
                return (line, "nested deeper than \(YAMLLimits.nesting) levels")
            }
            previous = byte
        }
        return nil
    }

    private static func startsToken(_ byte: UInt8) -> Bool { " \n\t\r[{,:-?".utf8.contains(byte) }

    private static func isWord(_ byte: UInt8) -> Bool {
        (0x30...0x39).contains(byte) || (0x41...0x5a).contains(byte) || (0x61...0x7a).contains(byte)
            || byte == UInt8(ascii: "_") || byte == UInt8(ascii: "-") || byte >= 0x80
    }
}
