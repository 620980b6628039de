extension SerialDefaults {
    init(_ node: ProfileNode) throws(ProfileError) {
        let keys = try node.mapping(known: ["baud", "parity", "stop_bits", "unit"])
        self.init(
            baud: try keys.required("baud").integer(in: 300...921_600),
            parity: try keys.required("parity").choice(Parity.self),
            stopBits: try keys.required("stop_bits").integer(in: 1...2),
            unit: try keys.optional("unit").map { node throws(ProfileError) in
                UInt8(try node.integer(in: 1...247))
            })
    }
}
