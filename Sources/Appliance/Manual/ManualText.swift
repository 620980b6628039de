/// Text as troff reads it, so that nothing in it is taken for an instruction.
enum ManualText {
    /// Words for people; what stands between back quotes becomes bold.
    static func prose(_ text: String) -> String {
        let parts = text.split(separator: "`", omittingEmptySubsequences: false)
        // An odd number of quotes is no pair of quotes.
        let isPaired = parts.count % 2 == 1
        let words = parts.enumerated().map { index, part in
            index % 2 == 0 || !isPaired ? self.escaped(String(part), isCode: false) : self.bold(String(part))
        }.joined(separator: isPaired ? "" : "`")
        // A line that begins so would be a request.
        return words.split(separator: "\n", omittingEmptySubsequences: false)
            .map { $0.hasPrefix(".") || $0.hasPrefix("'") ? "\\&\($0)" : "\($0)" }.joined(separator: "\n")
    }

    /// What is typed as it stands.
    static func bold(_ text: String) -> String { "\\fB\(self.escaped(text, isCode: true))\\fR" }

    /// What stands for something else.
    static func italic(_ text: String) -> String { "\\fI\(self.escaped(text, isCode: true))\\fR" }

    /// A bare hyphen may be set as a dash, which nobody can paste into a shell.
    private static func escaped(_ text: String, isCode: Bool) -> String {
        var result = ""
        var before: Character = " "
        for character in text {
            switch character {
            case "\\": result += "\\e"
            case "-" where isCode || before == " " || before == "-": result += "\\-"
            default: result.append(character)
            }
            before = character
        }
        return result
    }
}
