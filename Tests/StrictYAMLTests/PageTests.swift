import Foundation
import StrictYAML
import TestSupport
import Testing

/// The examples of docs/configuration.md are files that the strict reader takes.
@Suite struct PageTests {
    @Test func everyExampleIsADocument() throws {
        let page = try String(contentsOf: PackageFolder.file("docs/configuration.md"), encoding: .utf8)
        let examples = page.components(separatedBy: "```yaml\n").dropFirst().compactMap {
            $0.components(separatedBy: "```").first
        }
        #expect(examples.count >= 4)
        for example in examples {
            let root = try YAMLDocument.parse(example, file: "configuration.md")
            #expect(root.isMapping)
        }
    }
}
