/// Registers (or coils) that must be read together: the words of one value.
public struct RegisterSpan: Hashable, Sendable {
    /// First register, 0-based.
    public let address: UInt16
    /// Registers; at least 1.
    public let count: Int

    public init(address: UInt16, count: Int) {
        self.address = address
        self.count = count
    }

    var start: Int { Int(self.address) }
    var end: Int { Int(self.address) + self.count }
}
