internal import StrictYAML

extension ClockDescription {
    init(_ node: YAMLNode) throws(YAMLError) {
        let keys = try YAMLFields(node, allowed: ["table", "address", "format", "set"])
        let table = try keys.required("table").choice([
            (RegisterTable.holdingRegister.rawValue, RegisterTable.holdingRegister),
            (RegisterTable.inputRegister.rawValue, RegisterTable.inputRegister),
        ])
        let format = try keys.required("format").choice(Format.self)
        let last = 0x1_0000 - format.registerCount
        self.init(
            table: table, address: UInt16(try keys.required("address").integer(0...last)), format: format,
            setting: try keys["set"].map { node throws(YAMLError) in try Setting(node) })
    }
}

extension ClockDescription.Setting {
    /// Words of the command block.
    private static let blockRegisters = 10

    fileprivate init(_ node: YAMLNode) throws(YAMLError) {
        let keys = try YAMLFields(node, allowed: ["address", "command", "result_address"])
        let address = UInt16(try keys.required("address").integer(0...(0x1_0000 - Self.blockRegisters)))
        let resultNode = try keys.required("result_address")
        let result = UInt16(try resultNode.integer(0...0xFFFE))
        guard !(Int(address)..<Int(address) + Self.blockRegisters).overlaps(Int(result)..<Int(result) + 2) else {
            throw resultNode.mismatch(
                expected: "registers outside the command's ten from \(address) on",
                advice: "Check both addresses with the vendor's map.")
        }
        self.init(
            address: address, command: UInt16(try keys.required("command").integer(1...0xFFFF)), resultAddress: result)
    }
}
