import Foundation
import TestSupport
import Testing

extension ServiceTests {
    /// `GRIDTALLY_HANDBOOK=write` writes what the commands print now into the page.
    @Suite("The crew's handbook", .timeLimit(.minutes(5)))
    struct HandbookTests {
        private static let page = PackageFolder.file("docs/crews-handbook.md")

        @Test("every command of a first installation prints what the page shows")
        func firstInstallation() async throws {
            let page = HandbookPage(try String(contentsOf: Self.page, encoding: .utf8))
            let shell = try HandbookShell()
            var outputs: [Range<Int>: [String]] = [:]
            for step in page.steps {
                switch step {
                case .file(let name, let text): try shell.write(name, text)
                case .command(let command, let expected, let lines):
                    let actual = try await shell.run(command)
                    outputs[lines] = actual
                    if let missing = HandbookPage.missing(expected, in: actual) {
                        Issue.record(
                            "`\(command)` does not print \"\(missing)\" but:\n\(actual.joined(separator: "\n"))")
                    }
                }
            }
            #expect(outputs.count > 10)
            await shell.end()
            if ProcessInfo.processInfo.environment["GRIDTALLY_HANDBOOK"] == "write" {
                try page.replacing(outputs).write(to: Self.page, atomically: true, encoding: .utf8)
            }
        }

        @Test("a line that is not printed is told, numbers and columns are not looked at")
        func comparison() {
            let actual = ["unit 17  answers after 23 ms", "1 found"]
            #expect(HandbookPage.missing(["unit 3 answers after 21 ms"], in: actual) == nil)
            #expect(HandbookPage.missing(["…", "2 found"], in: actual) == nil)
            #expect(HandbookPage.missing(["4  f32 ABCD  4364 4000"], in: ["4 f32 ABCD 43B3 7BE7"]) == nil)
            #expect(HandbookPage.missing(["unit 3 is silent"], in: actual) == "unit 3 is silent")
            #expect(HandbookPage.missing(["1 found", "unit 3 answers after 21 ms"], in: actual) != nil)
        }
    }
}
