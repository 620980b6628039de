public import ModbusProtocol

/// Parity and stop bits, without the rate.
public struct SerialFormat: Hashable, Sendable, Codable {
    public var parity: Parity
    /// 1 or 2.
    public var stopBits: Int

    public init(parity: Parity, stopBits: Int) {
        self.parity = parity
        self.stopBits = stopBits
    }

    /// Reads `8N1`, `8e1`, `8O1`, `8N2`; nil for any other form.
    public init?(_ text: String) {
        let characters = Array(text.uppercased())
        guard characters.count == 3, characters[0] == "8",
            let parity = Parity.allCases.first(where: { $0.letter == characters[1] }),
            let stopBits = characters[2].wholeNumberValue, (1...2).contains(stopBits)
        else { return nil }
        self.init(parity: parity, stopBits: stopBits)
    }

    /// What meters leave the factory with, most likely first.
    public static let standard = ["8N1", "8E1", "8O1", "8N2"].compactMap(SerialFormat.init)
}

extension SerialFormat: CustomStringConvertible {
    public var description: String { "8\(self.parity.letter)\(self.stopBits)" }
}
