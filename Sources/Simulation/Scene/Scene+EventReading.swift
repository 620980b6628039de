internal import StrictYAML

extension Scene.Event {
    private static let kinds = ["tap", "leak", "dead", "recover"]

    init(_ node: YAMLNode) throws(YAMLError) {
        let fields = try YAMLFields(node, allowed: Self.kinds)
        let present = Self.kinds.filter { fields[$0] != nil }
        guard present.count == 1, let body = fields[present[0]] else {
            throw node.error(
                present.isEmpty ? "is empty" : "\(present.joined(separator: " and ")) in one event",
                expected: "one of \(Self.kinds.joined(separator: ", "))", advice: "Write one list item for each event.")
        }
        self.location = body.location
        if present[0] == "tap" {
            let tap = try YAMLFields(body, allowed: ["line", "phase", "watts", "house", "from", "to"])
            self.line = try tap.required("line").text()
            self.action = .tap(
                phase: try tap.required("phase").integer(1...3),
                milliwatts: Int64(try tap.required("watts").number(1...100_000) * 1000),
                house: try tap["house"].map { value throws(YAMLError) in UInt8(try value.integer(SceneLimits.units)) },
                from: try tap.required("from").moment(),
                to: try tap["to"].map { value throws(YAMLError) in try value.moment() })
        } else if present[0] == "leak" {
            let leak = try YAMLFields(body, allowed: ["line", "litres_per_hour", "from", "to"])
            self.line = try leak.required("line").text()
            self.action = .leak(
                millilitresPerHour: try leak.required("litres_per_hour").thousandths(upTo: 1_000_000),
                from: try leak.required("from").moment(),
                to: try leak["to"].map { value throws(YAMLError) in try value.moment() })
        } else {
            let change = try YAMLFields(body, allowed: ["line", "unit", "at"])
            let unit = UInt8(try change.required("unit").integer(SceneLimits.units))
            let moment = try change.required("at").moment()
            self.line = try change.required("line").text()
            self.action = present[0] == "dead" ? .dead(unit: unit, at: moment) : .recover(unit: unit, at: moment)
        }
    }
}
