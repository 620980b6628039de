/// What a device bears in one request.
struct RequestLimits {
    var maximumRegisters = 125
    var alignment = 1
    var pauseMilliseconds = 0

    init(_ node: ProfileNode?) throws(ProfileError) {
        guard let keys = try node?.mapping(known: ["maximum_registers", "alignment", "pause_ms"]) else { return }
        if let node = keys.optional("maximum_registers") { self.maximumRegisters = try node.integer(in: 1...125) }
        if let node = keys.optional("alignment") { self.alignment = try node.integer(in: 1...16) }
        if let node = keys.optional("pause_ms") { self.pauseMilliseconds = try node.integer(in: 0...10_000) }
    }
}
