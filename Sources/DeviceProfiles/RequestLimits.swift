internal import StrictYAML

/// What a device bears in one request.
struct RequestLimits {
    var maximumRegisters = 125
    var alignment = 1
    var pauseMilliseconds = 0

    init(_ node: YAMLNode?) throws(YAMLError) {
        guard
            let keys = try node.map({ node throws(YAMLError) in
                try YAMLFields(node, allowed: ["maximum_registers", "alignment", "pause_ms"])
            })
        else { return }
        if let node = keys["maximum_registers"] { self.maximumRegisters = try node.integer(1...125) }
        if let node = keys["alignment"] { self.alignment = try node.integer(1...16) }
        if let node = keys["pause_ms"] { self.pauseMilliseconds = try node.integer(0...10_000) }
    }
}
