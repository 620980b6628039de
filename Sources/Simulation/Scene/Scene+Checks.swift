internal import StrictYAML

extension Scene {
    /// No two lines with the same name or port.
    func checkNames() throws(YAMLError) {
        for (index, line) in self.lines.enumerated() {
            guard
                let other = self.lines[..<index].first(where: { other in
                    other.name == line.name || !Set(other.links).isDisjoint(with: line.links)
                })
            else { continue }
            throw YAMLError(
                location: line.location, field: "lines[\(index)]",
                problem: "name or link is the same as in line \(other.location.line)",
                expected: "a name and a link of its own", advice: "Rename one of the two.")
        }
    }

    /// An event names a line and a device that are there, and a tap ends after it began.
    func check(_ event: Event) throws(YAMLError) {
        func failure(_ problem: String, expected: String, advice: String) -> YAMLError {
            YAMLError(
                location: event.location, field: "events", problem: problem, expected: expected, advice: advice)
        }
        guard let line = self.line(named: event.line) else {
            throw failure(
                "no line `\(event.line)`", expected: "one of \(self.lines.map(\.name).joined(separator: ", "))",
                advice: "Correct the name.")
        }
        switch event.action {
        case .tap(_, _, let house, let from, let to):
            guard line.transformer != nil else {
                throw failure(
                    "line `\(line.name)` has no transformer", expected: "a transformer to tap",
                    advice: "Add a transformer to the line.")
            }
            if let house, !line.houses.contains(where: { $0.device.unit == house }) {
                throw failure(
                    "no house with unit \(house) on line `\(line.name)`", expected: "the unit of a house there",
                    advice: "Correct the unit, or leave it out.")
            }
            guard !Self.isBackward(from, to) else {
                throw failure("the tap ends before it begins", expected: "`to` after `from`", advice: "Swap them.")
            }
        case .leak(_, let from, let to):
            guard line.main != nil else {
                throw failure(
                    "line `\(line.name)` has no main", expected: "a main that can leak",
                    advice: "Add a main to the line.")
            }
            guard !Self.isBackward(from, to) else {
                throw failure("the leak ends before it begins", expected: "`to` after `from`", advice: "Swap them.")
            }
        case .dead(let unit, _), .recover(let unit, _):
            guard line.devices.contains(where: { $0.unit == unit }) else {
                throw failure(
                    "no unit \(unit) on line `\(line.name)`", expected: "the unit of a device there",
                    advice: "Correct the unit.")
            }
        }
    }

    /// An offset and an absolute time can only be compared once the start is known.
    private static func isBackward(_ from: Moment, _ to: Moment?) -> Bool {
        switch (from, to) {
        case (.offset(let begin), .offset(let end)?): end <= begin
        case (.absolute(let begin), .absolute(let end)?): end <= begin
        default: false
        }
    }
}

extension Scene.Line {
    /// Every device, transformer first, then houses, relay modules and what stands by itself.
    var devices: [Scene.Device] {
        (self.transformer.map { [$0.device] } ?? []) + self.houses.map(\.device) + self.relayModules.map(\.device)
            + self.plainDevices.map(\.device) + self.pulseCounters.map(\.device)
    }

    /// Units are unique, relays belong to modules that are there, and no channel feeds two houses.
    func check() throws(YAMLError) {
        var units = Set<UInt8>()
        for device in self.devices {
            guard units.insert(device.unit).inserted else {
                throw self.failure(
                    device.location, "unit \(device.unit) is there twice", expected: "one device for each unit",
                    advice: "Give one of them another unit.")
            }
        }
        guard !units.isEmpty else {
            throw self.failure(
                self.location, "no device",
                expected: "a transformer, a house, a relay module, a pulse counter or a device",
                advice: "Add a device to the line.")
        }
        try self.checkFaults()
        try self.checkRelays()
        try self.checkInputs()
    }

    private func checkRelays() throws(YAMLError) {
        var relays = Set<[Int]>()
        let wired =
            self.houses.map { ($0.relay, $0.device.location) } + self.outlets.map { ($0.relay, $0.location) }
        for case (let relay?, let location) in wired {
            guard self.relayModules.contains(where: { $0.device.unit == relay.moduleUnit }) else {
                throw self.failure(
                    location, "no relay module with unit \(relay.moduleUnit)",
                    expected: "a module listed under relay_modules", advice: "Add the module or correct the unit.")
            }
            guard relays.insert([Int(relay.moduleUnit), relay.channel]).inserted else {
                throw self.failure(
                    location, "channel \(relay.channel) of module \(relay.moduleUnit) feeds two houses or outlets",
                    expected: "a channel for each", advice: "Give one of them another channel.")
            }
        }
    }

    /// Every meter's pulses go to an input of a counter that is there, and to none that is another's.
    private func checkInputs() throws(YAMLError) {
        var inputs = Set<[Int]>()
        let meters =
            (self.main.map { [($0.counter, $0.location)] } ?? []) + self.outlets.map { ($0.counter, $0.location) }
        for (meter, location) in meters {
            guard self.pulseCounters.contains(where: { $0.device.unit == meter.unit }) else {
                throw self.failure(
                    location, "no pulse counter with unit \(meter.unit)",
                    expected: "a module listed under pulse_counters", advice: "Add the module or correct the unit.")
            }
            guard inputs.insert([Int(meter.unit), meter.input]).inserted else {
                throw self.failure(
                    location, "input \(meter.input) of pulse counter \(meter.unit) counts two meters",
                    expected: "an input for each meter", advice: "Give one of them another input.")
            }
        }
    }

    /// A fault's units are on the line.
    private func checkFaults() throws(YAMLError) {
        let known = Set(self.devices.map(\.unit))
        var named = self.faults.cable?.order ?? []
        for faults in [self.deviceFaults] + self.devices.map(\.manner.faults) {
            named += faults.chances.flatMap { $0.units ?? [] }
        }
        guard let stranger = named.first(where: { !known.contains($0) }) else { return }
        throw self.failure(
            self.location, "a fault names unit \(stranger), which is not there",
            expected: "units of the line's devices",
            advice: "Correct the unit.")
    }

    /// The port's links: the first, and that after it was pulled out.
    fileprivate var links: [String] { [self.link] + (self.faults.unplug?.link.map { [$0] } ?? []) }

    private func failure(
        _ location: YAMLLocation, _ problem: String, expected: String, advice: String
    ) -> YAMLError {
        YAMLError(
            location: location, field: "lines `\(self.name)`", problem: problem, expected: expected, advice: advice)
    }
}
