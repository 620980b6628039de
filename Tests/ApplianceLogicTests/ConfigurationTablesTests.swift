import Foundation
import TestSupport
import Testing

@testable import Appliance

/// The tables of docs/configuration.md are made from the catalogue. `GRIDTALLY_CONFIGURATION=write` writes them.
@Suite("The tables of keys") struct ConfigurationTablesTests {
    private static let page = PackageFolder.file("docs/configuration.md")
    private static let marks = ("<!-- keys -->\n", "<!-- end of keys -->")

    private static var tables: String {
        var text = ""
        for parent in [""] + ConfigurationCatalog.ordered.filter({ $0.kind.holdsKeys }).map(\.innerPath) {
            let title = parent.isEmpty ? "Of the file itself:" : "In `\(parent)`:"
            text += "\n\(title)\n\n| key | value | left out | change | what it says |\n|---|---|---|---|---|\n"
            for key in ConfigurationCatalog.keys(in: parent) { text += self.row(key) }
            let rules = ConfigurationCatalog.rules.filter { $0.parent == parent }
            if !rules.isEmpty { text += "\nTogether: \(rules.map { "\($0)" }.joined(separator: "; ")).\n" }
        }
        return text + "\n"
    }

    private static func row(_ key: ConfigurationKey) -> String {
        let absence =
            switch key.absence {
            case .required: "must be there"
            case .value(let value): "`\(value)`"
            case .means(let words): words
            }
        let change = key.change == .applied ? "reload" : "restart"
        return "| `\(key.name)` | \(key.typeText) | \(absence) | \(change) | \(key.text) |\n"
    }

    @Test("stand in the page as the catalogue has them")
    func page() throws {
        let page = try String(contentsOf: Self.page, encoding: .utf8)
        let parts = page.components(separatedBy: Self.marks.0)
        try #require(parts.count == 2)
        let rest = parts[1].components(separatedBy: Self.marks.1)
        try #require(rest.count == 2)
        if ProcessInfo.processInfo.environment["GRIDTALLY_CONFIGURATION"] == "write" {
            try (parts[0] + Self.marks.0 + Self.tables + Self.marks.1 + rest[1]).write(
                to: Self.page, atomically: true, encoding: .utf8)
        } else {
            #expect(rest[0] == Self.tables, "run with GRIDTALLY_CONFIGURATION=write")
        }
    }
}
