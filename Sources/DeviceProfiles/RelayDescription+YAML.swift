internal import StrictYAML

extension RelayDescription {
    /// Function codes that move a single contact, by the table they write.
    private static let writeFunctions: [(table: RegisterTable, functions: [Int])] = [
        (.coil, [5]), (.holdingRegister, [6, 16]),
    ]

    init(_ node: YAMLNode) throws(YAMLError) {
        let keys = try YAMLFields(
            node,
            allowed: [
                "write", "read_back", "channels", "latching", "power_up", "side", "breaking_current_ma", "contact",
            ])
        let write = try Write(keys.required("write"))
        let readBack = try ReadBackValues(keys.required("read_back"))
        var channels: [RelayChannel] = []
        for item in try keys.required("channels").list(atMost: 64) {
            let channel = try RelayChannel(item, write: write, readBack: readBack)
            if channels.contains(where: { $0.number == channel.number || $0.address == channel.address }) {
                throw item.duplicate("channel \(channel.number) or its address")
            }
            channels.append(channel)
        }
        guard !channels.isEmpty else {
            throw try keys.required("channels").count(0, expected: "at least one channel")
        }
        self.init(
            channels: channels.sorted { $0.number < $1.number },
            isLatching: try keys["latching"]?.boolean(),
            powerUpState: try keys["power_up"]?.choice(PowerUpState.self),
            side: try keys["side"]?.choice(Side.self),
            breakingMilliamperes: try keys["breaking_current_ma"].map { node throws(YAMLError) in
                Int64(try node.integer(1...10_000_000))
            },
            normallyClosed: try keys["contact"]?.choice(among: ["normally-open", "normally-closed"])
                == "normally-closed" ? true : keys["contact"] == nil ? nil : false)
    }

    fileprivate struct Write {
        let table: RegisterTable
        let function: UInt8
        let close: UInt16
        let open: UInt16

        init(_ node: YAMLNode) throws(YAMLError) {
            let keys = try YAMLFields(node, allowed: ["function", "close", "open"])
            let functionNode = try keys.required("function")
            let function = try functionNode.integer(1...127)
            guard let table = RelayDescription.writeFunctions.first(where: { $0.functions.contains(function) })?.table
            else {
                throw functionNode.mismatch(
                    expected: "5, 6 or 16",
                    advice: "Functions that move several coils at once are never used for a supply relay.")
            }
            self.table = table
            self.function = UInt8(function)
            self.close = UInt16(try keys.required("close").pattern(atMost: 0xFFFF))
            self.open = UInt16(try keys.required("open").pattern(atMost: 0xFFFF))
            guard self.close != self.open else {
                throw node.error(
                    "found close = open", expected: "two different values",
                    advice: "A toggling command is not allowed.")
            }
            if function == 5, Set([self.close, self.open]) != [0xFF00, 0] {
                throw node.error(
                    "found \(self.close) and \(self.open)", expected: "0xFF00 and 0x0000 for function 5",
                    advice: "Other values are toggle or timer commands of some modules.")
            }
        }
    }

    fileprivate struct ReadBackValues {
        let table: RegisterTable
        let closed: UInt16
        let open: UInt16

        init(_ node: YAMLNode) throws(YAMLError) {
            let keys = try YAMLFields(node, allowed: ["table", "closed", "open"])
            self.table = try keys.required("table").choice(RegisterTable.self)
            let limit: UInt64 = self.table.holdsBits ? 1 : 0xFFFF
            self.closed = UInt16(try keys.required("closed").pattern(atMost: limit))
            self.open = UInt16(try keys.required("open").pattern(atMost: limit))
            guard self.closed != self.open else {
                throw node.error(
                    "found closed = open", expected: "two different values", advice: "See the module's manual.")
            }
        }
    }
}

extension RelayChannel {
    fileprivate init(
        _ node: YAMLNode, write: RelayDescription.Write, readBack: RelayDescription.ReadBackValues
    ) throws(YAMLError) {
        let keys = try YAMLFields(node, allowed: ["channel", "address", "read_back_address"])
        let address = UInt16(try keys.required("address").integer(0...0xFFFF))
        let readBackAddress = try keys["read_back_address"]?.integer(0...0xFFFF) ?? Int(address)
        self.init(
            number: try keys.required("channel").integer(1...64), table: write.table, address: address,
            writeFunction: write.function, closeValue: write.close, openValue: write.open,
            readBack: ReadBack(
                table: readBack.table, address: UInt16(readBackAddress), closedValue: readBack.closed,
                openValue: readBack.open))
    }
}
