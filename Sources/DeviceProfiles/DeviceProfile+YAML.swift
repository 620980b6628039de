extension DeviceProfile {
    /// Reads a profile from YAML text. Text from anywhere is safe: size, depth and counts are limited, aliases refused.
    ///
    /// - Parameters:
    ///   - yaml: the file's text.
    ///   - file: how errors call the file.
    /// - Throws: ``ProfileError`` with file, line, column, the way to the key, what was expected and what to do.
    public init(yaml: String, file: String) throws(ProfileError) {
        let root = try ProfileNode(yaml: yaml, file: file).mapping(known: [
            "profile", "vendor", "model", "kind", "phases", "serial", "requests", "defaults", "absent", "fields",
            "identify", "relay", "sources", "notes",
        ])
        self.name = try root.required("profile").name(
            allowing: "-", expected: "a name of lower-case letters, digits and hyphens")
        self.vendor = try root.required("vendor").text(atMost: 80)
        self.model = try root.required("model").text(atMost: 120)
        self.kind = try root.required("kind").choice(DeviceKind.self)
        self.phases = try root.optional("phases")?.integer(in: 1...3)
        self.serial = try root.optional("serial").map { node throws(ProfileError) in try SerialDefaults(node) }
        let requests = try RequestLimits(root.optional("requests"))
        self.maximumBlockRegisters = requests.maximumRegisters
        self.alignment = requests.alignment
        self.pauseMilliseconds = requests.pauseMilliseconds
        let reader = try FieldReader(
            defaults: root.optional("defaults"), absent: root.optional("absent"), requests: requests)
        let entries = try reader.fields(root.optional("fields"))
        self.fields = entries.map(\.field)
        self.identification = try IdentificationCheck.list(root.optional("identify"), fields: entries)
        self.relay = try root.optional("relay").map { node throws(ProfileError) in try RelayDescription(node) }
        self.source = try root.required("sources").texts(atMost: 32)
        self.notes = try root.optional("notes")?.texts(atMost: 32) ?? []
        switch self.kind {
        case .meter where self.fields.isEmpty: throw root.missing("fields")
        case .relayModule where self.relay == nil: throw root.missing("relay")
        default: break
        }
    }
}
