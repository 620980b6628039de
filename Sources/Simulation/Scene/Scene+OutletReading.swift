internal import Metering
internal import StrictYAML

extension Scene.PulseCounter {
    init(_ node: YAMLNode) throws(YAMLError) {
        self.device = try Scene.Device(YAMLFields(node, allowed: Scene.Device.keys))
    }
}

extension Scene.PulseMeter {
    static let keys = ["counter", "input", "litres_per_pulse", "initial_pulses"]
    /// What a 32-bit counter holds, so that one can begin close to its end.
    private static let mostPulses = 4_294_967_295

    init(_ fields: YAMLFields, thousandthsPerPulse: Int64) throws(YAMLError) {
        self.unit = UInt8(try fields.required("counter").integer(SceneLimits.units))
        self.input = try fields.required("input").integer(1...64)
        self.thousandthsPerPulse = thousandthsPerPulse
        self.initialPulses = Int64(try fields.integer("initial_pulses", 0...Self.mostPulses, default: 0))
    }

    static func millilitres(_ fields: YAMLFields) throws(YAMLError) -> Int64 {
        try fields.required("litres_per_pulse").thousandths(upTo: 100_000)
    }
}

extension Scene.Outlet {
    private static let keys =
        Scene.PulseMeter.keys + ["daily_litres", "daily_trips", "hours", "relay", "passing_shut_per_hour"]

    init(_ node: YAMLNode) throws(YAMLError) {
        let fields = try YAMLFields(node, allowed: Self.keys)
        let weight: Int64
        switch (fields["daily_litres"], fields["daily_trips"]) {
        case (let litres?, nil):
            self.thousandthsPerDay = try litres.thousandths(upTo: 1_000_000)
            weight = try Scene.PulseMeter.millilitres(fields)
        case (nil, let trips?):
            try fields.refuse("litres_per_pulse", unless: false, because: "a pulse of a gate is a trip")
            self.thousandthsPerDay = try trips.thousandths(upTo: 1_000_000)
            weight = 1000
        default:
            throw node.error(
                "daily_litres and daily_trips are both there or both missing", expected: "one of the two",
                advice: "Keep one: litres of a tap or pump, trips of a gate.")
        }
        self.counter = try Scene.PulseMeter(fields, thousandthsPerPulse: weight)
        self.hours = try fields["hours"].map { value throws(YAMLError) in try value.dayMinutes() } ?? []
        self.relay = try fields["relay"].map { value throws(YAMLError) in try Scene.Relay(value) }
        try fields.refuse(
            "passing_shut_per_hour", unless: self.relay != nil, because: "without a relay nothing shuts")
        self.passingShut =
            try fields["passing_shut_per_hour"].map { value throws(YAMLError) in
                try value.thousandths(upTo: 1_000_000)
            } ?? 0
        self.location = node.location
    }
}

extension Scene.Main {
    init(_ node: YAMLNode) throws(YAMLError) {
        let fields = try YAMLFields(node, allowed: Scene.PulseMeter.keys + ["leak_litres_per_hour"])
        self.counter = try Scene.PulseMeter(
            fields, thousandthsPerPulse: try Scene.PulseMeter.millilitres(fields))
        self.leakMillilitresPerHour =
            Int64(try fields.number("leak_litres_per_hour", 0...1_000_000, default: 0) * 1000)
        self.location = node.location
    }
}

extension YAMLNode {
    /// A positive decimal, in thousandths.
    func thousandths(upTo most: Int64) throws(YAMLError) -> Int64 {
        let value = try self.decimal(scale: 1000, isPositive: true)
        guard value <= most * 1000 else {
            throw self.mismatch(expected: "at most \(most)", advice: "Lower the value.")
        }
        return value
    }

    /// `05:00-09:00`, or a list of such: local minutes of the day.
    fileprivate func dayMinutes() throws(YAMLError) -> [Range<Int64>] {
        guard self.isList else { return [try self.hourRange()] }
        var ranges: [Range<Int64>] = []
        for item in try self.list(atMost: 24) {
            let range = try item.hourRange()
            guard !ranges.contains(where: { $0.overlaps(range) }) else {
                throw item.mismatch(expected: "hours that are not in the list yet", advice: "Join the two.")
            }
            ranges.append(range)
        }
        return ranges
    }

    private func hourRange() throws(YAMLError) -> Range<Int64> {
        let expected = "hours such as 05:00-09:00"
        guard let range = CivilTime.minutes(reading: try self.text(expected)) else {
            throw self.mismatch(
                expected: expected, advice: "Write local times from 00:00 to 24:00, the earlier first.")
        }
        return range
    }
}
