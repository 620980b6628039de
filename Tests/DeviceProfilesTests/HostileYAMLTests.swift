import DeviceProfiles
import StrictYAML
import TestSupport
import Testing

/// Text from a hostile hand gives an error with a place, in bounded time and memory, and nothing else.
@Suite struct HostileYAMLTests {
    private func error(_ yaml: String) -> YAMLError? {
        do {
            _ = try DeviceProfile(yaml: yaml, file: "x.yaml")
            return nil
        } catch {
            return error
        }
    }

    @Test func hugeFilesAreRefusedUnread() {
        let bytes = 256 * 1024 + 1
        let error = self.error(String(repeating: "a", count: bytes))
        #expect(error?.kind == .document && error?.location == YAMLLocation(file: "x.yaml", line: 0))
        #expect(error?.problem == "\(bytes) bytes, over the limit of \(256 * 1024)")
    }

    @Test(arguments: [
        "a: &anchor 1\nb: *anchor\n# padding", "*alias : 1           ", "[&a 1, *a, *a, *a, *a, *a]",
        "profile: test\nvendor: \"x\"\n&a model: M\n", "? &k key\n: value             ",
    ])
    func anchorsAndAliasesAreRefused(text: String) throws {
        let error = try #require(self.error(text))
        #expect(error.kind == .document && error.problem.hasPrefix("anchors") && error.location.line >= 1)
    }

    @Test func ampersandsInsideTextAreText() throws {
        let yaml = """
            profile: test
            vendor: Smith & Sons, R&D
            model: 3 * 4
            kind: meter
            fields: [{name: a, address: 1, table: input, type: u16}]
            sources: [somewhere]
            """
        #expect(try DeviceProfile(yaml: yaml, file: "x").vendor == "Smith & Sons, R&D")
    }

    @Test(arguments: [
        String(repeating: "[", count: 200_000), String(repeating: "{a: ", count: 50_000),
        String(repeating: "- ", count: 100_000), String(repeating: "? ", count: 100_000),
        (0..<600).map { String(repeating: " ", count: $0) + "a:\n" }.joined(),
        "x: \"" + String(repeating: "[", count: 100_000) + "\"",
    ])
    func deepNestingIsRefused(text: String) throws {
        let error = try #require(self.error(text))
        #expect(error.kind == .document && error.problem.contains("nested deeper"))
    }

    @Test(arguments: [
        "", " ", "\n\n\n", "a", "# nothing but a comment, for long", "--- \n--- \n--- \n--- \n", "null null null null",
        "- a\n- list\n- of\n- words\n", "profile: test\n\tvendor: tab\n", "profile: \"unclosed            ",
        "profile: test\nprofile: test\n      ", "a: b: c: d: e: f: g", "%YAML 9.9\n---\nprofile: test\n",
        "profile: \"\\uD800\"            ", "profile: \"\\UFFFFFFFF\"        ", "profile: !!binary \"////\"      ",
        "profile: test\u{0}vendor: x        ", "\u{FEFF}profile: test\nvendor: x\n", "profile: test\u{2028}vendor: x  ",
        "{{a: 1}: 2, [b]: 3, c: 4}            ", "<<: {profile: test}\nvendor: x\n", "profile: test\n--- \nvendor: y\n",
        "? [a, b]\n: c\n? [a, b]\n: c\n", "profile: |\n  many\n  lines\nvendor: x\n",
    ])
    func brokenTextIsAnErrorWithAPlace(text: String) {
        #expect(self.error(text)?.location.file == "x.yaml")
    }

    @Test func messagesStayShortAndPrintable() throws {
        let long = String(repeating: "\u{7}x", count: 50_000)
        let error = try #require(self.error("\"" + String(repeating: "y", count: 100_000) + "\": 1"))
        #expect(error.description.utf8.count < 600)
        let other = try #require(self.error("profile: '\(long.replacing("\u{7}", with: "é"))'"))
        #expect(other.description.utf8.count < 600)
    }

    /// Shipped profiles with bytes, lines and words changed at random: read or refused, never a trap.
    @Test(arguments: 0..<24 as Range<UInt64>)
    func mutatedProfilesAreReadOrRefused(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        let words = [
            "[", "]", "{", "}", ":", "- ", "\n", "  ", "\"", "'", "#", "&a", "*a", "!!int", "|", ">", "0x", "-1", "~",
            "99999999999999999999", "\u{0}", "\u{FFFD}", "\u{85}", "address", "bits", "coil", "1e9", ",", "?", "%",
            "<<",
        ]
        for _ in 0..<20 {
            let file = try #require(ShippedProfiles.files.randomElement(using: &random))
            var bytes = Array(file.text.utf8)
            for _ in 0..<Int.random(in: 1...6, using: &random) {
                let at = Int.random(in: bytes.indices, using: &random)
                switch Int.random(in: 0..<5, using: &random) {
                case 0: bytes[at] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.insert(contentsOf: (words.randomElement(using: &random) ?? "").utf8, at: at)
                case 2: bytes.removeSubrange(at..<min(bytes.count, at + Int.random(in: 1...40, using: &random)))
                case 3:
                    let from = Int.random(in: bytes.indices, using: &random)
                    bytes.insert(contentsOf: bytes[from..<min(bytes.count, from + 60)], at: at)
                default: bytes.removeSubrange(at...)
                }
                if bytes.isEmpty { bytes = [0x61] }
            }
            do {
                let profile = try DeviceProfile(yaml: String(decoding: bytes, as: UTF8.self), file: file.name)
                for field in profile.fields { _ = field.decode(Array(repeating: 0x8000, count: field.registerCount)) }
            } catch {
                #expect(!error.description.isEmpty && error.description.utf8.count < 1200)
                #expect(error.location.file == file.name)
            }
        }
    }
}
