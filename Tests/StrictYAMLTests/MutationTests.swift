import StrictYAML
import TestSupport
import Testing

/// Files changed at random are read or refused with a place; nothing crashes.
@Suite struct MutationTests {
    private static let sample = """
        # A file with a bit of everything.
        name: box-1
        start: 2026-01-05T06:00:00+05:30
        offset: "+05:30"
        every: 1d12h
        price: 4.75
        flags: [true, false]
        code: "1-0:1.8.0"
        lines:
          - {name: a, unit: 1, kind: meter, limit: 0xFFFF}
          - name: 'b'
            unit: 2
            kind: relay
            ratio: -0.5

        """
    private static let spice = [
        "[", "]", "{", "}", ":", "- ", "? ", "\n", "\r", "\t", "  ", "\"", "'", "#", "&a", "*a", "!!int", "!x ", "|",
        ">-",
        "0x", "-1", "~", "99999999999999999999", "\u{0}", "\u{FFFD}", "\u{85}", "\u{2028}", "\u{202E}", "\u{FEFF}", ",",
        "%",
        "@", "`", "<<: ", "---\n", "...\n", "\\", "é", "name: ", "unit: 3\n",
    ]

    @Test(arguments: 0..<32 as Range<UInt64>)
    func mutatedFilesAreReadOrRefused(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<150 {
            var bytes = Array(Self.sample.utf8)
            for _ in 0..<Int.random(in: 1...5, using: &random) { Self.mutate(&bytes, &random) }
            let text = String(decoding: bytes, as: UTF8.self)
            do {
                try Self.read(try YAMLDocument.parse(text, file: "m.yaml"))
            } catch {
                self.check(error, text)
            }
        }
    }

    /// Files of nothing but signs.
    @Test(arguments: 0..<16 as Range<UInt64>)
    func noiseIsReadOrRefused(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<200 {
            let text = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                Self.spice.randomElement(using: &random) ?? ""
            }.joined()
            do {
                try Self.read(try YAMLDocument.parse(text, file: "m.yaml"))
            } catch {
                self.check(error, text)
            }
        }
    }

    private func check(_ error: YAMLError, _ text: String) {
        let lines = text.unicodeScalars.count { $0 == "\n" || $0 == "\r" } + 2
        #expect(error.location.file == "m.yaml" && (0...lines).contains(error.location.line), "\(error)")
        // Only what is wrong with a text as a whole has no line.
        #expect(error.location.line > 0 || error.kind == .document, "\(error)")
        #expect(!error.problem.isEmpty && !error.expected.isEmpty && !error.advice.isEmpty)
        #expect(error.description.utf8.count < 800)
        #expect(!error.description.unicodeScalars.contains { $0.value < 0x20 || $0.value == 0x202E }, "\(error)")
    }

    private static func mutate(_ bytes: inout [UInt8], _ random: inout SeededGenerator) {
        guard !bytes.isEmpty else { return }
        let place = Int.random(in: bytes.indices, using: &random)
        switch Int.random(in: 0..<5, using: &random) {
        case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
        case 1: bytes.insert(contentsOf: (self.spice.randomElement(using: &random) ?? "").utf8, at: place)
        case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...40, using: &random)))
        case 3: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 60)], at: place)
        default: bytes.removeSubrange(place...)
        }
    }

    private static func read(_ root: YAMLNode) throws(YAMLError) {
        let fields = try YAMLFields(
            root, allowed: ["name", "start", "offset", "every", "price", "flags", "code", "lines"])
        _ = try fields.required("name").name(allowing: "-", expected: "a name")
        _ = try fields["start"]?.time()
        _ = try fields["offset"]?.utcOffset()
        _ = try fields["every"]?.durationSeconds()
        _ = try fields["price"]?.decimal(scale: 100)
        for flag in try fields["flags"]?.list(atMost: 8) ?? [] { _ = try flag.boolean() }
        _ = try fields["code"]?.obis()
        for item in try fields.required("lines").list(atMost: 8) {
            let line = try YAMLFields(item, allowed: ["name", "unit", "kind", "limit", "ratio"])
            _ = try line.required("name").text(atMost: 20)
            _ = try line.integer("unit", 1...247, default: 1)
            _ = try line.required("kind").choice(among: ["meter", "relay"])
            _ = try line["limit"]?.pattern(atMost: 0xFFFF)
            _ = try line.number("ratio", -1...1, default: 0)
        }
    }
}
