internal import Metering
internal import Yams

extension Scene {
    /// Reads a scene and checks it in itself; profiles are looked up when the neighbourhood is built.
    ///
    /// - Parameters:
    ///   - yaml: the text, at most 256 kB.
    ///   - file: name of the file, for messages.
    public init(yaml: String, file: String) throws(SceneError) {
        let root = try SceneNode(Self.compose(yaml, file: file), path: "", file: file, line: 1)
        let fields = try SceneFields(
            root, allowed: ["scene", "seed", "start", "utc_offset", "lines", "events"])
        let items = try fields.required("lines").list(atMost: SceneLimits.lines)
        let seed = UInt64(try fields.integer("seed", 0...Int.max, default: 1))
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

    private static func compose(_ yaml: String, file: String) throws(SceneError) -> Node {
        func failure(_ line: Int, _ problem: String) -> SceneError {
            SceneError(
                location: SceneLocation(file: file, line: line), field: "", problem: problem,
                expected: "a YAML mapping", advice: "Compare with the examples in docs/scenes.")
        }
        if let (line, problem) = YAMLGuard.problem(in: yaml) { throw failure(line, problem) }
        do {
            guard let node = try Yams.compose(yaml: yaml) else { throw failure(0, "the file is empty") }
            return node
        } catch let error as SceneError {
            throw error
        } catch let error as YamlError {
            switch error {
            case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
                .composer(_, let problem, let mark, _):
                throw failure(mark.line, problem)
            case .duplicatedKeysInMapping(let keys, let context):
                throw failure(context.mark.line, "the key \(keys.joined(separator: ", ")) is there twice")
            default: throw failure(0, "not readable as YAML: \(error)")
            }
        } catch {
            throw failure(0, "not readable as YAML: \(error)")
        }
    }
}
