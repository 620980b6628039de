import Foundation
import StrictYAML
import TestSupport
import Testing

@testable import Appliance

/// The catalogue of keys against the reader, and both against the JSON Schema.
@Suite("The catalogue of a box's configuration") struct ConfigurationCatalogTests {
    /// Paths of all mappings of the file.
    private static let mappings = [""] + ConfigurationCatalog.keys.filter { $0.kind.holdsKeys }.map(\.innerPath)

    @Test("has exactly the keys that the reader takes", arguments: Self.mappings)
    func keys(path: String) throws {
        let sample = try ConfigurationSample()
        defer { sample.remove() }
        let error = try #require(
            sample.refusal(of: ConfigurationSample.text(unknownIn: path)) as? YAMLError, "accepted in \(path)")
        guard case .unknownKey = error.kind else {
            Issue.record("\(path): \(error)")
            return
        }
        let known = error.expected.dropFirst("one of ".count).components(separatedBy: ", ")
        #expect(Set(known) == Set(ConfigurationCatalog.keys(in: path).map(\.name)), "\(path)")
    }

    @Test("has each key once, with a text, and every container's keys inside of it")
    func table() {
        #expect(Set(ConfigurationCatalog.keys.map(\.path)).count == ConfigurationCatalog.keys.count)
        #expect(ConfigurationCatalog.ordered.count == ConfigurationCatalog.keys.count)
        for key in ConfigurationCatalog.keys {
            #expect(key.text.hasSuffix("."), "\(key.path)")
            #expect(!key.kind.holdsKeys || !ConfigurationCatalog.keys(in: key.innerPath).isEmpty, "\(key.path)")
        }
    }

    // MARK: Values

    /// A file, and whether it is to be taken.
    private struct Trial {
        let what: String
        let text: String
        let isGood: Bool
    }

    private static var trials: [Trial] {
        ConfigurationCatalog.keys.flatMap { key -> [Trial] in
            var trials = [
                Trial(what: "\(key.path) as its example", text: ConfigurationSample.text(with: key), isGood: true),
                Trial(
                    what: "\(key.path) misspelt", text: ConfigurationSample.text(with: key, name: key.name + "x"),
                    isGood: false),
            ]
            trials += Self.values(of: key.kind).map { value in
                Trial(
                    what: "\(key.path): \(value.text)", text: ConfigurationSample.text(with: key, value: value.text),
                    isGood: value.isGood)
            }
            if key.isRequired {
                trials.append(
                    Trial(what: "without \(key.path)", text: ConfigurationSample.text(without: key), isGood: false))
            }
            return trials
        }
    }

    /// Values at and beyond the ends of what a kind takes, and of other kinds.
    private static func values(of kind: ConfigurationKind) -> [(text: String, isGood: Bool)] {
        switch kind {
        case .mapping: [("7", false), ("[a]", false), ("{zzz: 1}", false)]
        case .list(.mapping, _): [("7", false), ("{a: b}", false), ("[7]", false)]
        case .list: [("7", false), ("{a: b}", false), ("[{a: b}]", false)]
        case .text, .path:
            [("[a]", false), ("{a: b}", false), ("\"\"", false), (String(repeating: "a", count: 201), false)]
        case .integer(let range):
            [
                ("\(range.lowerBound)", true), ("\(range.upperBound)", true), ("\(range.lowerBound - 1)", false),
                ("\(range.upperBound + 1)", false), ("many", false), ("1.5", false), ("[1]", false),
            ]
        case .number(let range):
            [
                ("\(range.lowerBound)", true), ("\(Int(range.upperBound))", true), ("0", false),
                ("\(Int(range.upperBound) + 1)", false), ("often", false), ("[1]", false),
            ]
        case .decimal(let limit):
            [("0.001", true), ("0", false), ("-1", false), ("much", false), ("{a: b}", false)]
                + (limit.map { [("\($0)", true), ("\($0 + 1)", false)] } ?? [])
        case .duration:
            [("0s", true), ("1d12h", true), ("soon", false), ("60", false), ("1s1h", false), ("[1s]", false)]
        case .wait:
            [("0s", true), ("60s", true), ("1m", true), ("61s", false), ("2m", false), ("1h", false), ("x", false)]
        case .boolean: [("true", true), ("false", true), ("maybe", false), ("1", false), ("[true]", false)]
        case .choice(let names): names.map { ($0, true) } + [("other", false), ("[a]", false)]
        case .time: [("2026-01-05T15:30:00+05:30", true), ("noon", false), ("2026-01-05", false), ("[a]", false)]
        case .utcOffset: [("\"-03:30\"", true), ("IST", false), ("\"5:30\"", false), ("{a: b}", false)]
        case .hexadecimal(let digits):
            [(String(repeating: "g", count: digits), false), ("12345", false), ("[a]", false)]
        case .either(let kinds):
            kinds.contains(.mapping)
                ? [("[a]", false), ("{zzz: 1}", false)]
                : [("1", true), ("never", true), ("0", false), ("always", false)]
        }
    }

    @Test("agrees with the reader on every key: examples, ends of ranges, other kinds, misspelt, missing")
    func reader() throws {
        let sample = try ConfigurationSample()
        defer { sample.remove() }
        let trials = Self.trials
        #expect(trials.count > 400)
        for trial in trials {
            let refusal = sample.refusal(of: trial.text)
            #expect((refusal == nil) == trial.isGood, "the reader, \(trial.what): \(refusal as Any)\n\(trial.text)")
            let problems = ConfigurationInspection.problems(in: try YAMLDocument.parse(trial.text, file: "box.yaml"))
            #expect(problems.isEmpty == trial.isGood, "the inspection, \(trial.what): \(problems)\n\(trial.text)")
        }
    }

    @Test(
        "the schema agrees too, by an independent validator",
        .enabled(if: PythonScript.knows(module: "jsonschema"), "GRIDTALLY_TEST_PYTHON names a Python with jsonschema"))
    func schema() throws {
        let trials = Self.trials
        let answers = try Self.validate(trials.map(\.text))
        try #require(answers.count == trials.count, "\(answers.suffix(3))")
        for (trial, answer) in zip(trials, answers) {
            #expect((answer == "fits") == trial.isGood, "\(trial.what): \(answer)\n\(trial.text)")
        }
    }

    private static func validate(_ files: [String]) throws -> [String] {
        let encoder = JSONEncoder()
        let schema = try ConfigurationSchema.text().replacing("\n", with: " ")
        let lines = try files.map { String(decoding: try encoder.encode($0), as: UTF8.self) }
        let answer = try PythonScript("check_schema.py").run(lines: [schema] + lines)
        #expect(answer.status == 0, "\(answer.output.suffix(2000))")
        return answer.output.split(separator: "\n").map(String.init)
    }

    // MARK: The page

    private static func pageExample() throws -> String {
        let page = try String(contentsOf: PackageFolder.file("docs/configuration.md"), encoding: .utf8)
        let part = try #require(page.components(separatedBy: "```yaml\nname: box-1\n").dropFirst().first)
        return "name: box-1\n" + (part.components(separatedBy: "```").first ?? "")
    }

    @Test("the page's example has every key, and the reader takes it")
    func page() throws {
        let text = try Self.pageExample()
        let sample = try ConfigurationSample()
        defer { sample.remove() }
        #expect(sample.refusal(of: text) == nil)
        #expect(ConfigurationInspection.problems(in: try YAMLDocument.parse(text, file: "box.yaml")).isEmpty)
        let others: Set = ["key", "usb_serial", "usb_path", "vendor", "product", "interface", "metres"]
        for key in ConfigurationCatalog.keys where !others.contains(key.name) {
            #expect(text.contains("\(key.name):"), "\(key.path) is not in the page's example")
        }
    }

    @Test(
        "the page's example fits the schema, and not with a key misspelt",
        .enabled(if: PythonScript.knows(module: "jsonschema"), "GRIDTALLY_TEST_PYTHON names a Python with jsonschema"))
    func pageSchema() throws {
        let text = try Self.pageExample()
        let answers = try Self.validate([text, text.replacing("baud:", with: "bauds:")])
        #expect(answers.first == "fits" && answers.last?.hasPrefix("refused: $.buses[0]") == true, "\(answers)")
    }
}
