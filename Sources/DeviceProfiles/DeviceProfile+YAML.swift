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
                "identify", "relay", "sources", "notes",
            ])
        self.name = try root.required("profile").name(
            allowing: "-", expected: "a name of lower-case letters, digits and hyphens")
        self.vendor = try root.required("vendor").text(atMost: 160)
        self.model = try root.required("model").text(atMost: 240)
        self.kind = try root.required("kind").choice(DeviceKind.self)
        self.phases = try root["phases"]?.integer(1...3)
        self.serial = try root["serial"].map { node throws(YAMLError) in try SerialDefaults(node) }
        let requests = try RequestLimits(root["requests"])
        self.maximumBlockRegisters = requests.maximumRegisters
        self.alignment = requests.alignment
        self.pauseMilliseconds = requests.pauseMilliseconds
        let reader = try FieldReader(
            defaults: root["defaults"], absent: root["absent"], requests: requests)
        let entries = try reader.fields(root["fields"])
        self.fields = entries.map(\.field)
        self.identification = try IdentificationCheck.list(root["identify"], fields: entries)
        self.relay = try root["relay"].map { node throws(YAMLError) in try RelayDescription(node) }
        self.source = try root.required("sources").texts(atMost: 32, bytes: 1200)
        self.notes = try root["notes"]?.texts(atMost: 32, bytes: 1200) ?? []
        switch self.kind {
        case .meter where self.fields.isEmpty: throw root.missing("fields")
        case .relayModule where self.relay == nil: throw root.missing("relay")
        default: break
        }
    }
}
