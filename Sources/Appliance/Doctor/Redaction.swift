/// Leaves out what could be a secret before a text goes to support.
enum Redaction {
    private static let secretWords = ["seed", "secret", "password", "passwd", "private", "token", "pin"]
    /// Runs of so many hexadecimal digits, or of so many letters and digits, may be keys.
    private static let hexDigits = 32
    private static let signs = 40

    /// A configuration without values whose name speaks of secrets, and without long runs that may be keys.
    static func configuration(_ text: String) -> String {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            self.withoutKeys(self.withoutNamedSecret(String(line)))
        }.joined(separator: "\n")
    }

    private static func withoutNamedSecret(_ line: String) -> String {
        guard let colon = line.firstIndex(of: ":") else { return line }
        let name = line[..<colon].lowercased().split { !$0.isLetter }
        guard name.contains(where: { self.secretWords.contains(String($0)) }) else { return line }
        return "\(line[...colon]) [left out]"
    }

    /// Also inside other text: errors may quote a line of a file.
    static func withoutKeys(_ text: String) -> String {
        var result = ""
        var run = ""
        func flush() {
            let isHex = run.count >= self.hexDigits && run.allSatisfy(\.isHexDigit)
            // A mixed run of letters and digits: words are not that long.
            let isMixed = run.count >= self.signs && run.contains(where: \.isNumber)
            result += isHex || isMixed ? "[\(run.count) signs left out]" : run
            run = ""
        }
        for sign in text {
            if sign.isASCII, sign.isLetter || sign.isNumber || sign == "+" || sign == "=" {
                run.append(sign)
            } else {
                flush()
                result.append(sign)
            }
        }
        flush()
        return result
    }
}
