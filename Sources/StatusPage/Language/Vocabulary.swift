/// The words of one language.
struct Vocabulary: Sendable {
    static let english = Vocabulary(PackageResources.en_strings)
    static let hindi = Vocabulary(PackageResources.hi_strings)

    private let texts: [String: String]

    /// - Parameter file: `key = text` on each line; `#` begins a remark.
    init(_ file: [UInt8]) {
        var texts: [String: String] = [:]
        for line in String(decoding: file, as: UTF8.self).split(separator: "\n") where !line.hasPrefix("#") {
            guard let sign = line.firstRange(of: " = ") else { continue }
            texts[String(line[..<sign.lowerBound])] = String(line[sign.upperBound...])
        }
        self.texts = texts
    }

    var keys: Set<String> { Set(self.texts.keys) }

    /// The text of a word; its key where the file lacks it, which a test keeps from being.
    subscript(word: Word) -> String { self.texts[word.rawValue] ?? word.rawValue }

    /// The text with `{0}`, `{1}` and so on replaced.
    func callAsFunction(_ word: Word, _ values: String...) -> String {
        values.enumerated().reduce(self[word]) { text, value in
            guard let place = text.firstRange(of: "{\(value.offset)}") else { return text }
            return text[..<place.lowerBound] + value.element + text[place.upperBound...]
        }
    }
}
