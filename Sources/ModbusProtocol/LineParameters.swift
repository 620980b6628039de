/// How characters look on a serial line: eight data bits always.
public struct LineParameters: Hashable, Sendable, Codable {
    /// Bit/s, at least 1.
    public var baud: Int
    public var parity: Parity
    /// 1 or 2.
    public var stopBits: Int

    public init(baud: Int, parity: Parity, stopBits: Int) {
        self.baud = baud
        self.parity = parity
        self.stopBits = stopBits
    }

    /// Silence and character times of a line with these parameters.
    public func timing(strictCharacters: Bool = false) -> LineTiming {
        LineTiming(
            baud: self.baud, parity: self.parity, stopBits: self.stopBits, strictCharacters: strictCharacters)
    }
}

extension LineParameters: CustomStringConvertible {
    /// For example `9600 8E1`.
    public var description: String { "\(self.baud) 8\(self.parity.letter)\(self.stopBits)" }
}
