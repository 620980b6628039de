import Foundation
import TestSupport
import Testing

/// A short year of few accounts; `scripts/year` does a whole one of a thousand.
@Suite(
    "A generated year", .enabled(if: PythonScript.knows(module: "cbor2, nacl"), "a Python with cbor2 and PyNaCl")
)
struct YearTests {
    @Test("Every bill is recomputed by the independent verifier, and all sums reconcile to the paisa")
    func year() throws {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("gridtally-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: file) }
        let year = try HelperProgram("zone-year").run(file.path, "26", "11", "70")
        #expect(year.status == 0, "\(year.output)")
        let checker = PythonScript("check_year.py")
        let check = try checker.run([file.path], lines: [])
        #expect(check.status == 0 && check.output.contains(" 0 refused, 0 sums differ"), "\(check.output)")

        // One paisa more on the chain than the bills are worth; one bill less.
        let written = try String(contentsOf: file, encoding: .utf8)
        let lines = Array(written.components(separatedBy: "\n").dropLast())
        let dearer = lines[0].replacing("\"billed_paise\": ", with: "\"billed_paise\": 1")
        for changed in [[dearer] + Array(lines[1...]), Array(lines.dropLast())] {
            try Data(changed.joined(separator: "\n").utf8).write(to: file)
            let answer = try checker.run([file.path], lines: [])
            #expect(answer.status == 1 && !answer.output.contains(" 0 sums differ"), "\(answer.output)")
        }
    }
}
