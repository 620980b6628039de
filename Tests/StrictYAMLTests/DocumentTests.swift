import StrictYAML
import Testing

@Suite struct DocumentTests {
    private func error(_ text: String, allowed: [String] = ["name", "unit"]) -> YAMLError? {
        do {
            _ = try YAMLFields(YAMLDocument.parse(text, file: "f.yaml"), allowed: allowed)
            return nil
        } catch {
            return error
        }
    }

    @Test func fieldsKnowTheirPlace() throws {
        let root = try YAMLDocument.parse("name: a\nlist:\n  - {unit: 1}\n  - unit: 2\n", file: "f.yaml")
        let fields = try YAMLFields(root, allowed: ["name", "list", "other"])
        let items = try fields.required("list").list(atMost: 2)
        let unit = try YAMLFields(items[1], allowed: ["unit"]).required("unit")
        #expect(unit.path == "list[1].unit")
        #expect(unit.location == YAMLLocation(file: "f.yaml", line: 4, column: 11))
        #expect(fields["other"] == nil)
        #expect(throws: YAMLError.self) { try fields.required("list").list(atMost: 1) }
        #expect(
            fields.missing("other").description
                == "f.yaml:1:1: `other` is missing; expected a value for it. Add `other: …` here.")
    }

    @Test(arguments: [
        ("name: 1\nunt: 2\n", 2, YAMLError.Kind.unknownKey("unt", nearest: "unit"), "Did you mean `unit`?"),
        ("name: 1\nxylophone: 2\n", 2, .unknownKey("xylophone", nearest: nil), "Correct the spelling"),
        ("name: 1\nunit: 3\nname: 2\n", 3, .duplicate, "Remove or change"),
        ("name: 1\n# name: 1\n\nname : 2\n", 4, .duplicate, "Remove or change"),
        ("{name: 1,\n name: 2}\n", 2, .duplicate, "Remove or change"),
        ("name: 1\n!tag name: 2\n", 2, .duplicate, "Remove or change"),
        ("- name: 1\n", 1, .value, "Write `key: value`"),
        ("name: [1\nunit: 2\n", 2, .document, "Check indentation"),
        ("name: 1\n\tunit: 2\n", 2, .document, "Check indentation"),
        ("name: 1\n---\nname: 2\n", 2, .document, "Check indentation"),
        ("name: \"1\n", 2, .document, "Check indentation"),
        ("a: &x 1\nb: *x\n", 1, .document, "Write values out"),
        ("name: 1\rb: *x\n", 2, .document, "Write values out"),
        ("name: 1\r\nb: *x\n", 2, .document, "Write values out"),
        ("name: 1\u{2028}- *x\n", 1, .document, "Write values out"),
        ("", 0, .document, "Check indentation"), ("# nothing\n", 0, .document, "Check indentation"),
        ("name: \u{0}\n", 0, .document, "Save the file as UTF-8"),
    ])
    func aMistakeIsNamed(text: String, line: Int, kind: YAMLError.Kind, advice: String) throws {
        let error = try #require(self.error(text))
        #expect(error.kind == kind && error.location.line == line, "\(error)")
        #expect(error.advice.hasPrefix(advice), "\(error)")
        #expect(error.description.hasPrefix("f.yaml"))
    }

    @Test(arguments: [
        String(repeating: "[", count: 33), String(repeating: "{a: ", count: 33), String(repeating: "- ", count: 33),
        String(repeating: "? ", count: 33), String(repeating: ": ", count: 33),
        "\r" + String(repeating: "- ", count: 100_000),
        "a: 1\r" + String(repeating: "? ", count: 100_000), String(repeating: "\t", count: 65) + "a",
        "\u{85}" + String(repeating: "- ", count: 100_000), "\u{2029}" + String(repeating: "- ", count: 100_000),
        String(repeating: "#", count: 256 * 1024 + 1),
    ])
    func whatWouldExhaustMemoryOrStackIsRefusedUnread(text: String) throws {
        let error = try #require(self.error(text))
        #expect(error.kind == .document && error.description.utf8.count < 300)
    }

    @Test(arguments: [
        "name: Smith & Sons, R&D", "name: 3 * 4", "# brackets [[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[\nname: 1",
        "name: 1\r\nunit: 2\r\n", "{}", "name: -1",
        String(repeating: " ", count: 60) + "name: 1",
    ])
    func plainTextIsTaken(text: String) {
        #expect(self.error(text) == nil)
    }

    @Test func shortTextIsReadWhole() throws {
        for count in 1...20 {
            let value = String(repeating: "x", count: count)
            let root = try YAMLDocument.parse("a: \(value)", file: "f.yaml")
            #expect(try YAMLFields(root, allowed: ["a"]).required("a").text() == value)
        }
    }
}
