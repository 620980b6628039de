/// Finds the line on which a key stands again; the parser tells only of the first.
struct DuplicateKey {
    let key: String
    let first: YAMLLocation

    /// The second place in a mapping with one key a line; ``first`` for keys in quotes or braces.
    func second(in text: String) -> YAMLLocation {
        let bytes = Array(text.utf8)
        let lines = bytes.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        let indentation = self.first.column - 1
        guard self.first.line > 0, indentation >= 0 else { return self.first }
        for (index, line) in lines.enumerated().dropFirst(self.first.line) {
            let content = line.drop { $0 == UInt8(ascii: " ") }
            let isBlank = content.first.map { $0 == UInt8(ascii: "#") || $0 == UInt8(ascii: "\r") } ?? true
            if isBlank { continue }
            let lead = line.count - content.count
            if lead < indentation { return self.first }
            if lead == indentation, self.isKey(content) {
                return YAMLLocation(file: self.first.file, line: index + 1, column: lead + 1)
            }
        }
        return self.first
    }

    private func isKey(_ content: ArraySlice<UInt8>) -> Bool {
        guard content.starts(with: self.key.utf8) else { return false }
        return content.dropFirst(self.key.utf8.count).first { $0 != UInt8(ascii: " ") } == UInt8(ascii: ":")
    }
}
