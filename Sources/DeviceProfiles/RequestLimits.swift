internal import StrictYAML

/// What a device bears in one request.
struct RequestLimits {
    var maximumRegisters = 125
    var alignment = 1
    var pauseMilliseconds = 0
    var writeFunctions = DeviceProfile.allWriteFunctions

    init(_ node: YAMLNode?) throws(YAMLError) {
        guard
            let keys = try node.map({ node throws(YAMLError) in
                try YAMLFields(node, allowed: ["maximum_registers", "alignment", "pause_ms", "write_functions"])
            })
        else { return }
        if let node = keys["maximum_registers"] { self.maximumRegisters = try node.integer(1...125) }
        if let node = keys["alignment"] { self.alignment = try node.integer(1...16) }
        if let node = keys["pause_ms"] { self.pauseMilliseconds = try node.integer(0...10_000) }
        if let node = keys["write_functions"] { self.writeFunctions = try Self.functions(node) }
    }

    private static func functions(_ node: YAMLNode) throws(YAMLError) -> [UInt8] {
        let known = DeviceProfile.allWriteFunctions
        var functions: [UInt8] = []
        for item in try node.list(atMost: known.count) {
            let function = try item.choice(known.map { (String($0), $0) })
            guard !functions.contains(function) else { throw item.duplicate("the function \(function)") }
            functions.append(function)
        }
        return functions.sorted()
    }
}
