public import StrictYAML

extension DeviceProfile {
    /// Reads a profile from YAML text. Text from anywhere is safe: size, depth and counts are limited, aliases refused.
    ///
    /// - Parameters:
    ///   - yaml: the file's text.
    ///   - file: how errors call the file.
    /// - Throws: ``YAMLError`` with file, line, column, the way to the key, what was expected and what to do.
    public init(yaml: String, file: String) throws(YAMLError) {
        let root = try YAMLFields(
            YAMLDocument.parse(yaml, file: file),
            allowed: [
                "profile", "vendor", "model", "kind", "phases", "serial", "requests", "defaults", "absent", "fields",
                "forbidden", "identify", "relay", "clock", "sources", "notes",
            ])
        let kind = try root.required("kind").choice(DeviceKind.self)
        let requests = try RequestLimits(root["requests"])
        let reader = try FieldReader(defaults: root["defaults"], absent: root["absent"], requests: requests)
        let entries = try reader.fields(root["fields"])
        let forbidden = try ForbiddenRegisters.list(root["forbidden"], fields: entries)
        self.init(
            name: try root.required("profile").name(
                allowing: "-", expected: "a name of lower-case letters, digits and hyphens"),
            vendor: try root.required("vendor").text(atMost: 160),
            model: try root.required("model").text(atMost: 240), kind: kind,
            phases: try root["phases"]?.integer(1...3),
            serial: try root["serial"].map { node throws(YAMLError) in try SerialDefaults(node) },
            maximumBlockRegisters: requests.maximumRegisters, alignment: requests.alignment,
            pauseMilliseconds: requests.pauseMilliseconds, writeFunctions: requests.writeFunctions,
            fields: entries.map(\.field), forbidden: forbidden,
            identification: try IdentificationCheck.list(root["identify"], fields: entries),
            relay: try root["relay"].map { node throws(YAMLError) in
                try Self.relay(node, requests, forbidden, entries)
            },
            clock: try root["clock"].map { node throws(YAMLError) in try Self.clock(node, requests, forbidden) },
            source: try root.required("sources").texts(atMost: 32, bytes: 1200),
            notes: try root["notes"]?.texts(atMost: 32, bytes: 1200) ?? [])
        switch kind {
        case .meter where self.fields.isEmpty: throw root.missing("fields")
        case .relayModule where self.relay == nil: throw root.missing("relay")
        default: break
        }
        try Self.checkInputs(kind, entries, root)
    }

    /// A pulse counter has inputs, and nothing else has.
    private static func checkInputs(
        _ kind: DeviceKind, _ entries: [FieldEntry], _ root: YAMLFields
    ) throws(YAMLError) {
        let counting = entries.first { $0.field.pulseInput != nil }
        if kind == .pulseCounter, counting == nil {
            throw (root["fields"] ?? root.owner).error(
                "no field has `input`", expected: "a counting register for each input of a pulse counter",
                advice: "Add `input: 1` to the field that counts the first input, and so on.")
        }
        if kind != .pulseCounter, let counting {
            throw counting.node.error(
                "found input", expected: "no such key here: the kind is \(kind.rawValue)",
                advice: "Remove the key, or write kind: pulse-counter.")
        }
    }

    /// A relay that can be driven with what the rest of the profile says.
    private static func relay(
        _ node: YAMLNode, _ requests: RequestLimits, _ forbidden: [ForbiddenRegisters], _ entries: [FieldEntry]
    ) throws(YAMLError) -> RelayDescription {
        let relay = try RelayDescription(node)
        for channel in relay.channels {
            guard requests.writeFunctions.contains(channel.writeFunction) else {
                throw node.error(
                    "found function \(channel.writeFunction)", expected: "one of requests.write_functions",
                    advice: "Change one of the two.")
            }
            let place = Int(channel.address)
            let isForbidden = forbidden.contains { $0.table == channel.table && $0.range.contains(place) }
            let isSetting = entries.contains {
                $0.field.access == .readWrite && $0.field.table == channel.table && $0.field.valueRange.contains(place)
            }
            guard !isForbidden, !isSetting else {
                throw node.error(
                    "found address \(place)",
                    expected: "a register for channel \(channel.number) that is neither forbidden nor a writable field",
                    advice: "A relay is moved by relay commands alone; correct the address or the other entry.")
            }
        }
        return relay
    }

    private static func clock(
        _ node: YAMLNode, _ requests: RequestLimits, _ forbidden: [ForbiddenRegisters]
    ) throws(YAMLError) -> ClockDescription {
        let clock = try ClockDescription(node)
        let place = Int(clock.address)..<Int(clock.address) + clock.format.registerCount
        let isUnreadable = forbidden.contains {
            $0.table == clock.table && !$0.allowsReading && $0.range.overlaps(place)
        }
        let block = clock.setting.map { Int($0.address)..<Int($0.address) + 10 }
        let isForbidden = block.map { block in
            forbidden.contains { $0.table == .holdingRegister && $0.range.overlaps(block) }
        }
        guard !isUnreadable, isForbidden != true else {
            throw node.error(
                "found forbidden registers", expected: "a clock outside of them", advice: "Correct one of the ranges.")
        }
        guard clock.setting == nil || requests.writeFunctions.contains(16) else {
            throw node.error(
                "found set", expected: "function 16 among requests.write_functions",
                advice: "The clock is set by function 16; remove set or add the function.")
        }
        return clock
    }
}
