import Testing

@testable import StatusPage

@Suite struct MarkupTests {
    @Test func `text is escaped and markup is not`() {
        let words = "<b>\"a\" & 'b'</b>\u{0}"
        let piece: Markup = "<p title=\"\(words)\">\(words)</p>"
        let escaped = "&lt;b&gt;&quot;a&quot; &amp; &#39;b&#39;&lt;/b&gt;\u{fffd}"
        #expect(piece.text == "<p title=\"\(escaped)\">\(escaped)</p>")
        let nested: Markup = "<ul>\([piece, piece])\(7)</ul>"
        #expect(nested.text == "<ul>\(piece.text)\(piece.text)7</ul>")
    }

    @Test(arguments: [
        ("M1-05", "M1-05"), ("a/b?c=d&e", "a%2Fb%3Fc%3Dd%26e"), ("चौक 7", "%E0%A4%9A%E0%A5%8C%E0%A4%95%207"),
        ("..", ".."),
    ])
    func `a label in an address leads to itself`(label: String, address: String) {
        #expect(label.asURLPart == address)
    }
}

@Suite struct VocabularyTests {
    @Test(arguments: Language.allCases)
    func `each language has every word, and no other`(language: Language) {
        #expect(language.vocabulary.keys == Set(Word.allCases.map(\.rawValue)))
    }

    @Test func `places for values are the same in all languages`() {
        func places(_ text: String) -> [String] {
            (0...9).map { "{\($0)}" }.filter { text.contains($0) }
        }
        for word in Word.allCases {
            #expect(places(Vocabulary.hindi[word]) == places(Vocabulary.english[word]), "\(word)")
        }
        #expect(Vocabulary.english(.finality, "3", "4") == "A block is final once 3 of 4 validators have signed it.")
    }

    @Test(arguments: [
        (nil, "en"), ("hi", "hi"), ("hi-IN,hi;q=0.9,en;q=0.8", "hi"), ("en;q=0.2, hi;q=0.9", "hi"), ("fr,de", "en"),
        ("hi;q=0, en", "en"), (";;;,q=,hi;q=x", "hi"), ("en,hi", "en"),
    ])
    func `a browser gets the language that it wishes`(header: String?, language: String) {
        #expect(Language(accepting: header).rawValue == language)
    }
}

@Suite struct FiguresTests {
    @Test(arguments: [
        (0, "0 W"), (834_400, "834 W"), (999_499, "999 W"), (999_500, "1.00 kW"), (1_234_567, "1.23 kW"),
        (-2_500_000, "−2.50 kW"),
        (2_500_000_000, "2.50 MW"), (Int64.max, "9223372036.85 MW"), (Int64.min, "−9223372036.85 MW"),
    ])
    func `power is told in the unit that fits`(milliwatts: Int64, text: String) {
        #expect(Figures.power(milliwatts) == text)
    }

    @Test(arguments: [(1_234, "Wh", "1.234 kWh"), (-5, "L", "−0.005 kL"), (7, "VAh", "7 VAh")])
    func `quantities are told as meters do`(value: Int64, unit: String, text: String) {
        #expect(Figures.quantity(value, unit) == text)
    }

    @Test func `a share of nothing is none`() {
        #expect(Figures.percent(5, of: 0) == nil)
        #expect(Figures.percent(16, of: 1000) == "1.6 %")
        #expect(Figures.percent(-16, of: 1000) == "−1.6 %")
        #expect(Figures.share(.nan) == "–" && Figures.share(0.034) == "3.4 %")
    }
}
