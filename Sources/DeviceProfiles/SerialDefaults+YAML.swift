internal import StrictYAML

extension SerialDefaults {
    init(_ node: YAMLNode) throws(YAMLError) {
        let keys = try YAMLFields(node, allowed: ["baud", "parity", "stop_bits", "unit"])
        self.init(
            baud: try keys.required("baud").integer(300...921_600),
            parity: try keys.required("parity").choice(Parity.self),
            stopBits: try keys.required("stop_bits").integer(1...2),
            unit: try keys["unit"].map { node throws(YAMLError) in
                UInt8(try node.integer(1...247))
            })
    }
}
