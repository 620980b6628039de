internal import Metering
public import StrictYAML

extension Scene {
    /// Reads a scene and checks it in itself; profiles are looked up when the neighbourhood is built.
    ///
    /// - Parameters:
    ///   - yaml: the text, at most 256 kB.
    ///   - file: name of the file, for messages.
    ///   - seed: takes the place of the file's own, to run a scene with many.
    /// - Throws: ``YAMLError`` with file, line and field.
    public init(yaml: String, file: String, seed: UInt64? = nil) throws(YAMLError) {
        let fields = try YAMLFields(
            YAMLDocument.parse(yaml, file: file),
            allowed: ["scene", "seed", "start", "utc_offset", "lines", "events"])
        let items = try fields.required("lines").list(atMost: SceneLimits.lines)
        let written = UInt64(try fields.integer("seed", 0...Int.max, default: 1))
        let seed = seed ?? written
        var lines: [Line] = []
        for item in items { lines.append(try Line(item, seed: seed)) }
        var events: [Event] = []
        for item in try fields["events"]?.list(atMost: SceneLimits.events) ?? [] { events.append(try Event(item)) }
        self.init(
            name: try fields["scene"]?.text() ?? "unnamed", seed: seed, start: try fields["start"]?.time(),
            utcOffsetMinutes: try fields["utc_offset"]?.utcOffset() ?? 330, lines: lines, events: events)
        guard !lines.isEmpty else {
            throw try fields.required("lines").error(
                "is empty", expected: "at least one line", advice: "Add a line with its devices.")
        }
        try self.checkNames()
        for line in lines { try line.check() }
        for event in events { try self.check(event) }
    }
}
