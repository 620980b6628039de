import Simulation
import StrictYAML
import Testing

/// `docs/scenes/every-key.yaml` against the keys that the reader takes: neither has one that the other lacks.
@Suite struct SceneKeyTests {
    private static let stranger = "zzz"

    /// The text without comments: a stranger in a comment would not be seen.
    private static func bare(_ text: String) -> [Substring] {
        text.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            let hash = line.indices.first { index in
                line[index] == "#" && (index == line.startIndex || line[line.index(before: index)] == " ")
            }
            return hash.map { line[..<$0] } ?? line
        }
    }

    /// The text with a key that nobody knows in one mapping: once for each mapping, and for each key of a block.
    private static func withStrangers(_ text: String) -> [String] {
        let lines = Self.bare(text)
        var texts: [String] = []
        for (number, line) in lines.enumerated() {
            func add(_ changed: [Substring]) {
                texts.append((lines[..<number] + changed + lines[(number + 1)...]).joined(separator: "\n"))
            }
            for index in line.indices where line[index] == "{" {
                let after = line.index(after: index)
                add([Substring(line[..<after] + "\(Self.stranger): 1, " + line[after...])])
            }
            let content = line.drop { $0 == " " || $0 == "-" }
            let isItem = line.prefix(line.count - content.count).hasSuffix("- ")
            guard let first = content.first, first.isLetter, content.contains(":") else { continue }
            let indent = String(repeating: " ", count: line.count - content.count)
            add(
                isItem
                    ? [line[..<content.startIndex] + "\(Self.stranger): 1", Substring(indent + content)]
                    : [Substring(indent + "\(Self.stranger): 1"), line])
        }
        return texts
    }

    /// The keys that the mapping takes into which a stranger was put.
    private static func accepted(_ text: String) -> [String] {
        do throws(YAMLError) {
            _ = try Scene(yaml: text, file: "scene.yaml")
            Issue.record("a key that nobody knows was taken:\n\(text)")
            return []
        } catch {
            guard error.problem.contains("unknown key `\(Self.stranger)`"), error.expected.hasPrefix("one of ") else {
                return []
            }
            return error.expected.dropFirst("one of ".count).split(separator: ", ").map(String.init)
        }
    }

    @Test func `every key that the reader takes is in the example, and every key of the example is taken`() throws {
        let scenes = try Repository.exampleScenes()
        let example = try #require(scenes.first { $0.name == "every-key.yaml" }).text
        #expect(throws: Never.self) { try Scene(yaml: example, file: "every-key.yaml") }
        var accepted: Set<String> = []
        var probes = 0
        for scene in scenes where ["every-key.yaml", "neighbourhood.yaml", "mixed.yaml"].contains(scene.name) {
            for text in Self.withStrangers(scene.text) {
                let keys = Self.accepted(text)
                if !keys.isEmpty { probes += 1 }
                accepted.formUnion(keys)
            }
        }
        #expect(probes > 80 && accepted.count > 70, "\(probes) mappings, \(accepted.count) keys")
        // A word with a colon behind it, in the example itself or in what it says of the other form.
        let words = Set(
            example.split { !$0.isLetter && !$0.isNumber && $0 != "_" && $0 != ":" }.filter { $0.hasSuffix(":") }
                .map { String($0.dropLast()) })
        #expect(accepted.subtracting(words).sorted() == [], "keys that docs/scenes/every-key.yaml does not show")
    }

    @Test func `every fault of a device and of a line has a scene of its own, and every such scene is read`() throws {
        let example = try #require(try Repository.exampleScenes().first { $0.name == "every-key.yaml" }).text
        let probe = example.replacing(
            "    faults:\n      # Of devices", with: "    faults:\n      zzz: 1\n      # Of devices")
        let faults = Set(Self.accepted(probe))
        #expect(faults.count >= 20)
        let scenes = Set(
            try Repository.exampleScenes().map(\.name).filter { $0.hasPrefix("faults/") }
                .map { String($0.dropFirst("faults/".count).dropLast(".yaml".count)) })
        #expect(faults.subtracting(scenes).sorted() == [])
    }
}
