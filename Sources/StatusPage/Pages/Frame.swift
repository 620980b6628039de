/// The parts of the page, as the navigation names them.
public enum Section: String, CaseIterable, Sendable {
    case grid = "/"
    case alarms = "/alarms"
    case buses = "/buses"
    case ledger = "/ledger"

    var word: Word {
        switch self {
        case .grid: .grid
        case .alarms: .alarms
        case .buses: .buses
        case .ledger: .ledger
        }
    }
}

/// What stands around the content of every page.
struct Frame {
    let context: PageContext
    let section: Section?
    let title: String
    let main: Markup

    var html: String {
        let words = self.context.words
        let page: Markup = """
            <!DOCTYPE html>
            <html lang="\(self.context.language.rawValue)">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>\(self.title) – \(self.context.box)</title>
            <link rel="stylesheet" href="/page.css">
            <link rel="icon" href="/icon.svg" type="image/svg+xml">
            <script src="/page.js" defer></script>
            <noscript><meta http-equiv="refresh" content="60"></noscript>
            </head>
            <body data-events="/events?lang=\(self.context.language.rawValue)">
            <a class="skip" href="#main">\(words[.skipToContent])</a>
            <header>
            <p class="box"><strong>\(self.context.box)</strong> <span>\(self.context.zone)</span></p>
            <nav aria-label="\(words[.navigation])"><ul>\(Section.allCases.map(self.link))</ul></nav>
            </header>
            <main id="main">
            <h1>\(self.title)</h1>
            \(self.main)
            </main>
            <footer>
            <p>\(words(.shownAt, self.context.time(self.context.now))) \
            <span id="live" role="status" data-live-text="\(words[.live])" \
            data-lost-text="\(words[.notLive])"></span></p>
            \(self.languages)
            \(self.person)
            </footer>
            </body>
            </html>

            """
        return page.text
    }

    private func link(_ section: Section) -> Markup {
        let current: Markup = section == self.section ? " aria-current=\"page\"" : .none
        let count: Markup = section == .alarms ? "<span class=\"count\" data-live=\"alarms\"></span>" : .none
        return "<li><a href=\"\(section.rawValue)\"\(current)>\(self.context.words[section.word])\(count)</a></li>"
    }

    private var languages: Markup {
        let links = Language.allCases.filter { $0 != self.context.language }.map { language -> Markup in
            """
            <a lang="\(language.rawValue)" hreflang="\(language.rawValue)" \
            href="/language?to=\(language.rawValue)&amp;back=\(self.context.path.asURLPart)">\(language.name)</a>
            """
        }
        return "<p>\(links)</p>"
    }

    private var person: Markup {
        let words = self.context.words
        guard let person = self.context.person else {
            return "<p><a href=\"/sign-in\">\(words[.signIn])</a></p>"
        }
        return """
            <form method="post" action="/sign-out"><p>\(words(.signedInAs, person)) \
            <button type="submit">\(words[.signOut])</button></p></form>
            """
    }
}

extension PageContext {
    /// A badge; `live` is the name under which it changes while the page is open.
    func badge(_ badge: Badge?, live: String? = nil) -> Markup {
        guard let badge else { return .none }
        let name: Markup = live.map { " data-live=\"\($0)\"" } ?? .none
        return """
            <span class="badge" data-state="\(badge.condition.rawValue)"\(name)>\(self.words[badge.word])</span>
            """
    }

    /// A table; nothing where it has no rows but the sentence that says so.
    func table(
        _ caption: Word, _ heads: [Word], _ rows: [Markup], empty: Word = .nothingHere, figures: Set<Int> = []
    ) -> Markup {
        guard !rows.isEmpty else { return "<h2>\(self.words[caption])</h2><p>\(self.words[empty])</p>" }
        let head = heads.enumerated().map { index, word -> Markup in
            let name: Markup = figures.contains(index) ? " class=\"figure\"" : .none
            return "<th scope=\"col\"\(name)>\(self.words[word])</th>"
        }
        return """
            <h2>\(self.words[caption])</h2>
            <div class="scroll" tabindex="0" role="region" aria-label="\(self.words[caption])">\
            <table><thead><tr>\(head)</tr></thead><tbody>
            \(rows)
            </tbody></table></div>
            """
    }

    func alarms(_ alarms: [AlarmView]) -> Markup {
        let items = alarms.map { alarm -> Markup in
            let place: Markup =
                alarm.link.map { "<a href=\"\($0)\">\(alarm.place)</a>" } ?? "<strong>\(alarm.place)</strong>"
            let advice: Markup = alarm.advice.map { "<p class=\"advice\">\($0)</p>" } ?? .none
            return """
                <li class="alarm" data-state="\(alarm.isFault ? Condition.fault.rawValue : Condition.watch.rawValue)">\
                \(self.badge(alarm.isFault ? Badge(.fault, .fault) : Badge(.watch, .warning))) \(place)
                <p>\(alarm.text)</p>\(advice)</li>
                """
        }
        return items.isEmpty ? "<p>\(self.words[.noAlarms])</p>" : "<ul class=\"alarms\">\(items)</ul>"
    }
}

/// Addresses of pages.
enum Address {
    static func node(_ label: String) -> String { "/nodes/\(label.asURLPart)" }
    static func meter(_ label: String) -> String { "/meters/\(label.asURLPart)" }
    static func bus(_ name: String) -> String { "/buses/\(name.asURLPart)" }
    static func frames(_ bus: String, _ unit: Int) -> String { "\(self.bus(bus))/units/\(unit)" }
}
