/// A language of the page.
public enum Language: String, CaseIterable, Sendable {
    case english = "en"
    case hindi = "hi"

    /// Its own name.
    var name: String {
        switch self {
        case .english: "English"
        case .hindi: "हिन्दी"
        }
    }

    /// The first language of an `Accept-Language` header that the page has (RFC 9110, section 12.5.4); English otherwise.
    public init(accepting header: String?) {
        let wishes = (header ?? "").prefix(1000).split(separator: ",").map { part in
            let fields = part.split(separator: ";").map { $0.filter { $0 != " " } }
            let weight = fields.dropFirst().compactMap { $0.hasPrefix("q=") ? Double($0.dropFirst(2)) : nil }.first ?? 1
            return (tag: fields.first?.split(separator: "-").first.map(String.init)?.lowercased() ?? "", weight: weight)
        }
        let known = wishes.compactMap { wish in
            Language(rawValue: wish.tag).map { (language: $0, weight: wish.weight) }
        }
        // The first of those that weigh most.
        let best = known.map(\.weight).filter { $0 > 0 }.max()
        self = known.first { $0.weight == best }?.language ?? .english
    }

    /// The words of this language, from its file of strings.
    var vocabulary: Vocabulary {
        switch self {
        case .english: Vocabulary.english
        case .hindi: Vocabulary.hindi
        }
    }
}
